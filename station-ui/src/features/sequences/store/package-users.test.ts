import { expect, test } from 'vitest';
import { behind, usersOf } from './package-users.ts';

const batch = (id: string, sequencePackage: string, packageHash = 'a') => ({
  ...{ id, sequencePackage },
  sequence: { packageHash } as never,
});

test('a batch names its package by folder or name, with or without the folder above', () => {
  const batches = [
    batch('b1', 'sequences/pcb/'),
    batch('b2', './sequences/pcb_test'),
    batch('b3', 'installed/pcb_test'),
    batch('b4', 'other'),
  ];
  expect(usersOf({ folder: 'pcb', name: 'pcb_test' }, batches).map(({ id }) => id)).toEqual(['b1', 'b2']);
  expect(usersOf({ folder: 'installed/pcb_test', name: 'pcb_test' }, batches).map(({ id }) => id)).toEqual([
    'b2',
    'b3',
  ]);
});

test('a batch is behind while it has another version loaded', () => {
  const [old, now] = [batch('b1', 'pcb', 'a'), batch('b2', 'pcb', 'b')];
  const none = { ...batch('b3', 'pcb'), sequence: null };
  expect(behind([old, now, none], 'b')).toEqual([old]);
});
