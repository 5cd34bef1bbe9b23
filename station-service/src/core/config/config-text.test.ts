import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { withContent, withoutValue, withValue } from './config-text.ts';

const EXAMPLE = readFileSync(join(import.meta.dirname, '../../../../config/station.yaml'), 'utf8');

/** Lines that only one of the two has. */
function changedLines(before: string, after: string): string[] {
  const [was, is] = [before.split('\n'), after.split('\n')];
  return [
    ...was.filter((line) => !is.includes(line)).map((line) => `-${line}`),
    ...is.filter((line) => !was.includes(line)).map((line) => `+${line}`),
  ];
}

test('one key changes one line of the example, with its comment', () => {
  const after = withValue(EXAMPLE, ['server', 'host'], '::1');
  expect(changedLines(EXAMPLE, after)).toEqual([
    '-  host: 127.0.0.1 # another address needs allow_insecure_lan: true',
    '+  host: ::1 # another address needs allow_insecure_lan: true',
  ]);
});

test('a new key comes at the end of its section, and a new section at the end of the file', () => {
  const key = withValue(EXAMPLE, ['batches', 1, 'simulation'], true);
  expect(changedLines(EXAMPLE, key)).toEqual(['+    simulation: true']);
  const section = withValue(EXAMPLE, ['manual', 'idle_seconds'], 30);
  expect(changedLines(EXAMPLE, section)).toEqual(['+manual:', '+  idle_seconds: 30']);
});

test('a batch that is added or removed leaves every other line as it is', () => {
  const batch = { id: 'b3', sequence_package: 'p', hardware: { dmm: { port: '${P}' } } };
  const added = withValue(EXAMPLE, ['batches', 2], batch);
  expect((parse(added) as { batches: unknown[] }).batches[2]).toEqual(batch);
  expect(changedLines(EXAMPLE, added).filter((line) => line.startsWith('-'))).toEqual([]);
  const removed = withoutValue(EXAMPLE, ['batches', 1]);
  expect((parse(removed) as { batches: { id: string }[] }).batches.map(({ id }) => id)).toEqual(['batch_1']);
  expect(changedLines(EXAMPLE, removed).filter((line) => line.startsWith('+'))).toEqual([]);
});

test('odd spaces, quotes and comments of other lines stay', () => {
  const text = `station:   {id: 'a',   name: "b"}   # who\n\n\nlogging:\n    level:    "info"   # loud\n    backup_count: 5\n`;
  expect(withValue(text, ['logging', 'backup_count'], 6)).toBe(text.replace('count: 5', 'count: 6'));
  expect(withContent(text, { station: { id: 'a', name: 'b' }, logging: { level: 'info', backup_count: 7 } })).toBe(
    text.replace('count: 5', 'count: 7'),
  );
});

test.each([
  ['a\n', ['x', 'y']],
  ['a: 1\n', ['a', 'b']],
  ['a: [\n', ['b']],
  ['a: 1\n', []],
])('what cannot be set is refused: %j %j', (text, path) => {
  expect(() => withValue(text, path, 1)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }));
});
