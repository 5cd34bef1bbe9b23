import { expect, it } from 'vitest';
import { LogBuffer } from './log-buffer.ts';
import type { LogChunk } from './logs.ts';

const entries = (count: number, executionId = 'e') =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    at: '',
    level: 'info' as const,
    message: 'm',
    executionId,
  }));

it('has one chunk under way at a time', async () => {
  let underWay = 0;
  let most = 0;
  const sizes: number[] = [];
  const buffer = new LogBuffer({
    store: async ({ entries }) => {
      underWay += 1;
      most = Math.max(most, underWay);
      sizes.push(entries.length);
      await Promise.resolve();
      underWay -= 1;
    },
    onDropped: () => undefined,
  });
  buffer.append(entries(450));
  buffer.append(entries(10));
  await buffer.flush();
  expect(most).toBe(1);
  expect(sizes).toEqual([200, 200, 60]);
});

it('drops and counts what does not fit, and tells the database with the next chunk', async () => {
  const chunks: LogChunk[] = [];
  const dropped: number[] = [];
  const buffer = new LogBuffer({
    store: async (chunk) => chunks.push(chunk),
    onDropped: (count) => dropped.push(count),
  });
  buffer.append(entries(10_005));
  await buffer.flush();
  expect(dropped).toEqual([5]);
  expect(buffer.droppedCount).toBe(5);
  expect(chunks[0]?.dropped).toEqual({ e: 5 });
  expect(chunks.reduce((sum, chunk) => sum + chunk.entries.length, 0)).toBe(10_000);
});

it('counts the entries of a chunk that the database refused', async () => {
  const chunks: LogChunk[] = [];
  let isBroken = true;
  const buffer = new LogBuffer({
    store: async (chunk) => {
      if (isBroken) throw new Error('disk full');
      chunks.push(chunk);
    },
    onDropped: () => undefined,
  });
  buffer.append(entries(3));
  await buffer.flush();
  isBroken = false;
  buffer.append(entries(1));
  await buffer.flush();
  expect(chunks).toMatchObject([{ dropped: { e: 3 }, entries: [{}] }]);
});
