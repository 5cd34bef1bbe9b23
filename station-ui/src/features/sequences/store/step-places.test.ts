import type { BlockDefinition } from '@neurohub/contracts/record';
import { expect, test } from 'vitest';
import { movedOrder, placesAround } from './step-places.ts';

const step = (name: string, order: number, more: object = {}) => ({ name, order, group: 'main' as const, ...more });
const blocks: BlockDefinition[] = [{ name: 'sweep', order: 2 }];
const steps = [
  step('a', 1),
  step('in1', 1, { blocks: ['sweep'] }),
  step('in2', 2, { blocks: ['sweep'] }),
  step('z', 3),
  { ...step('off', 1), group: 'cleanup' as const },
];

test('a step stands among the steps of its group and the blocks beside it', () => {
  expect(placesAround('z', steps, blocks).map(({ name }) => name)).toEqual(['a', 'sweep', 'z']);
  expect(placesAround('in2', steps, blocks).map(({ name }) => name)).toEqual(['in1', 'in2']);
  expect(placesAround('off', steps, blocks).map(({ name }) => name)).toEqual(['off']);
  expect(placesAround('unknown', steps, blocks)).toEqual([]);
});

test('it passes its neighbour with an order of its own, and stops at the ends', () => {
  const places = placesAround('z', steps, blocks);
  expect(movedOrder('z', places, -1)).toBe(1.5);
  expect(movedOrder('z', places, 1)).toBeUndefined();
  expect(movedOrder('a', places, 1)).toBe(2.5);
  expect(movedOrder('sweep', places, -1)).toBe(0);
  expect(movedOrder('unknown', places, 1)).toBeUndefined();
});
