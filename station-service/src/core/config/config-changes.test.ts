import { expect, test } from 'vitest';
import { configChanges } from './config-changes.ts';

const station = { id: 's1', name: 'One' };

test('equal configurations have no changes', () => {
  expect(configChanges({ station, batches: [] }, { batches: [], station: { ...station } })).toEqual([]);
});

test('each key is told with what it was, is and needs', () => {
  const before = { station, server: { port: 1 }, logging: { level: 'info' } };
  const after = { station: { ...station, name: 'Two' }, server: { port: 2 } };
  expect(configChanges(before, after)).toEqual([
    { path: 'station.name', before: 'One', after: 'Two', needs: 'live' },
    { path: 'server.port', before: 1, after: 2, needs: 'restart' },
    { path: 'logging.level', before: 'info', needs: 'live' },
  ]);
});

test('batches are known by their ids, wherever they stand', () => {
  const b1 = { id: 'b1', sequence_package: 'p', hardware: { dmm: { port: 1 } } };
  const b2 = { id: 'b2', sequence_package: 'p' };
  const b3 = { id: 'b3', sequence_package: 'p' };
  const after = { batches: [b3, { ...b1, hardware: { dmm: { port: 2 } } }] };
  expect(configChanges({ batches: [b1, b2] }, after)).toEqual([
    { path: 'batches[b1].hardware.dmm.port', before: 1, after: 2, needs: 'idle' },
    { path: 'batches[b2]', before: b2, needs: 'idle' },
    { path: 'batches[b3]', after: b3, needs: 'idle' },
  ]);
});

test('the first batch and the last one are told as batches', () => {
  const b1 = { id: 'b1', sequence_package: 'p' };
  const added = [{ path: 'batches[b1]', after: b1, needs: 'idle' }];
  expect(configChanges({}, { batches: [b1] })).toEqual(added);
  expect(configChanges({ batches: [] }, { batches: [b1] })).toEqual(added);
});

test('a secret that is written out is not told, and a reference is', () => {
  const before = { backend: { url: 'http://a', api_key: 'hunter2' } };
  const after = { backend: { url: 'http://a', api_key: '${KEY}' } };
  expect(configChanges(before, after)).toEqual([
    { path: 'backend.api_key', before: '<secret>', after: '${KEY}', needs: 'live' },
  ]);
});
