import { expect, test } from 'vitest';
import { Backoff } from './backoff.ts';

test('waits by chance up to 1 s, 2 s, 4 s and so on to 5 min, for ever', () => {
  const longest = new Backoff(() => 1);
  expect(Array.from({ length: 12 }, () => longest.next() / 1000)).toEqual([
    1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300,
  ]);
  for (let i = 0; i < 2000; i += 1) longest.next();
  expect([longest.next(), longest.failures]).toEqual([300_000, 2013]);
  const shortest = new Backoff(() => 0);
  expect([shortest.next(), shortest.next()]).toEqual([0, 0]);
});

test('never comes before it was asked to, and begins anew when it went well', () => {
  const backoff = new Backoff(() => 0.5);
  expect([backoff.next(60_000), backoff.next(10)]).toEqual([60_000, 1000]);
  backoff.reset();
  expect([backoff.failures, backoff.next()]).toEqual([0, 500]);
});
