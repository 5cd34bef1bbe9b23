import type { BatchConfig } from '@neurohub/contracts/config';
import { expect, test } from 'vitest';
import { assignSlots } from './assign-slots.ts';
import { DutRegistry } from './dut-registry.ts';
import { TaskQueue } from './task-queue.ts';

const batch = (id: string, slot?: number) => ({ id, slot }) as BatchConfig;
const slotsOf = (...configs: BatchConfig[]) => assignSlots(configs).map(({ config, slot }) => `${config.id}:${slot}`);

test('a batch without a slot gets the lowest free one, in the order of the file', () => {
  expect(slotsOf(batch('a'), batch('b', 1), batch('c'))).toEqual(['a:2', 'b:1', 'c:3']);
});

test('a batch that has a slot keeps it, unless another one names it', () => {
  const taken = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  const placed = (...configs: BatchConfig[]) =>
    assignSlots(configs, taken).map(({ config, slot }) => `${config.id}:${slot}`);
  expect(placed(batch('b'), batch('c'))).toEqual(['b:2', 'c:1']);
  expect(placed(batch('c'), batch('a'), batch('b'))).toEqual(['c:3', 'a:1', 'b:2']);
  expect(placed(batch('a'), batch('b'), batch('c', 2))).toEqual(['a:1', 'b:3', 'c:2']);
});

test('a serial number is held by one batch until it is released', () => {
  const duts = new DutRegistry();
  duts.reserve('SN-1', 'a');
  expect(() => duts.reserve('SN-1', 'b')).toThrow(expect.objectContaining({ code: 'DUT_BUSY' }));
  duts.release('SN-1');
  expect(() => duts.reserve('SN-1', 'b')).not.toThrow();
});

test('tasks are worked off one after the other, and a failure does not stop the next', async () => {
  const queue = new TaskQueue();
  const order: string[] = [];
  const slow = queue.add(async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
    order.push('slow');
  });
  const failing = queue.add(() => Promise.reject(new Error('no')));
  const last = queue.add(async () => void order.push('last'));
  await expect(failing).rejects.toThrow('no');
  await Promise.all([slow, last]);
  expect(order).toEqual(['slow', 'last']);
});
