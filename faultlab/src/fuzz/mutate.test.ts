import { expect, test } from 'vitest';
import { randomOf } from '../chaos/random.ts';
import { mutate } from './mutate.ts';

const samples = ['{"limit": 10}', 'GET / HTTP/1.1\r\n\r\n'].map((text) => Buffer.from(text));
const inputs = (seed: number) => {
  const random = randomOf(seed);
  return Array.from({ length: 200 }, () => mutate(random, samples).toString('base64'));
};

test('the same seed makes the same inputs, another one makes others', () => {
  expect(inputs(1)).toEqual(inputs(1));
  expect(inputs(1)).not.toEqual(inputs(2));
});

test('nearly every input is damaged, in its own way, and none is endless', () => {
  const all = inputs(3);
  expect(new Set(all).size).toBeGreaterThan(150);
  expect(Math.max(...all.map((text) => text.length))).toBeLessThan(500_000);
});
