import { expect, test } from 'vitest';
import { valuesOf, withEdit } from './config-edits.ts';

const TEXT = `# the line
station: { id: s1, name: One } # who
manual:
  idle_seconds: 60 # a minute
batches: []
`;

test('a value is set where it belongs, and comments stay', () => {
  expect(withEdit(TEXT, { path: ['manual', 'idle_seconds'], value: 5 })).toBe(TEXT.replace('60', '5'));
  const added = withEdit(TEXT, { path: ['backend', 'timeouts', 'connect'], value: 7 });
  expect(added.startsWith(TEXT)).toBe(true);
  expect(valuesOf(added)).toMatchObject({ backend: { timeouts: { connect: 7 } } });
});

test('what goes leaves no empty section behind, and what is not there is gone already', () => {
  const added = withEdit(TEXT, { path: ['storage', 'backup', 'keep'], value: 3 });
  expect(withEdit(added, { path: ['storage', 'backup', 'keep'] })).toBe(TEXT);
  expect(withEdit(TEXT, { path: ['storage', 'backup', 'keep'] })).toBe(TEXT);
  expect(valuesOf(withEdit(TEXT, { path: ['station', 'name'] }))).toMatchObject({ station: { id: 's1' } });
});

test('a list of texts is one value', () => {
  const added = withEdit(TEXT, { path: ['server', 'host_names'], value: ['a.example', 'b.example'] });
  expect(valuesOf(added)).toMatchObject({ server: { host_names: ['a.example', 'b.example'] } });
});

test('a text that is no YAML says nothing, an empty one says nothing yet', () => {
  expect(valuesOf('a: [')).toBeNull();
  expect(valuesOf('- a')).toBeNull();
  expect(valuesOf('# nothing')).toEqual({});
});
