import { expect, test } from 'vitest';
import { downgradeFrom, targetsAt } from './deploy-target.ts';

const batch = (id: string, packageName: string | null, packageVersion: string | null) => ({
  ...{ id, name: id, packageName, packageVersion, packageHash: null, sequencePackage: 'pcb' },
  processState: 'idle' as const,
});
const station = {
  id: 'A',
  lastHeartbeat: {
    batches: [batch('one', 'other', '9.0.0'), batch('two', 'pcb', '1.2.0'), batch('three', 'pcb', '1.10.0')],
  },
};

test('batches that use the package come first', () => {
  expect(targetsAt(station, 'pcb').map(({ id, inUse }) => [id, inUse])).toEqual([
    ['two', '1.2.0'],
    ['three', '1.10.0'],
    ['one', null],
  ]);
  expect(targetsAt({ id: 'B', lastHeartbeat: null }, 'pcb')).toEqual([]);
});

test('a step back is told by the newest version that would be replaced', () => {
  const from = (version: string, batchId: string | null) =>
    downgradeFrom(station, { packageName: 'pcb', version, batchId });
  expect(from('1.1.0', null)).toBe('1.10.0');
  expect(from('1.1.0', 'two')).toBe('1.2.0');
  expect(from('1.1.0', 'one')).toBeNull();
  expect(from('2.0.0', null)).toBeNull();
});
