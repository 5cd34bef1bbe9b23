import { isCodedError } from '@neurohub/contracts/errors';
import { expect, test } from 'vitest';
import { migrateConfig } from './migrate-config.ts';
import { parseConfig } from './parse-config.ts';

test('a file of the original system is read as one of today, and what was moved is said', () => {
  const text = `station: { name: One }
backend: { url: http://hub, station_id: ST-7 }
batches: [{ id: b1, sequence_package: p, config: { slotId: 3, headerId: 1 } }]
`;
  const { config, warnings } = parseConfig(text, { file: 'f', env: {} });
  expect(config.station.id).toBe('ST-7');
  expect(config.batches[0]?.slot).toBe(3);
  expect(warnings).toEqual([
    'version 0 was read as version 1: backend.station_id is station.id now',
    'version 0 was read as version 1: batches[0].config.slotId is batches[0].slot now',
    'line 3, batches[0].config: use slot and parameters',
  ]);
});

test('what is of today is left as it is', () => {
  const value = { station: { id: 'a', name: 'b' }, batches: [{ id: 'b1', slot: 1 }] };
  expect(migrateConfig(value)).toEqual({ value, moved: [] });
  const said = { version: 1, station: { name: 'b' }, backend: { station_id: 'x' } };
  expect(migrateConfig(said)).toEqual({ value: said, moved: [] });
});

test.each(['2', 'new', '-1'])('version %s is refused at its place', (version) => {
  try {
    parseConfig(`station: { id: a, name: b }\nversion: ${version}\n`, { file: 'f', env: {} });
    throw new Error('it was accepted');
  } catch (error) {
    if (!isCodedError(error)) throw error;
    expect(error.details?.['problems']).toEqual([expect.objectContaining({ line: 2, column: 10, path: 'version' })]);
  }
});
