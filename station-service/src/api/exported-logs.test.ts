import type { LogEntry } from '@neurohub/contracts/record';
import type { LogsQuery } from '@neurohub/contracts/rest';
import { expect, it } from 'vitest';
import { exportedLogs } from './exported-logs.ts';

const AT = '2026-11-26T07:00:00.000Z';
const lines = (count: number): LogEntry[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, at: AT, level: 'info', message: `m${index + 1}` }));

/** As the database answers, without one. */
function storageOf(all: readonly LogEntry[]) {
  return {
    logsBefore: async ({ count }: { count: number }) => all.at(-count - 1)?.id ?? 0,
    listLogs: async ({ after = 0, limit }: LogsQuery) => {
      const found = all.filter(({ id }) => id > after);
      return { items: found.slice(0, limit), nextCursor: found.length > limit ? 'more' : null };
    },
  };
}

async function text(all: readonly LogEntry[], format: 'text' | 'ndjson', most?: number): Promise<string> {
  let written = '';
  for await (const part of exportedLogs(storageOf(all), { format }, most)) written += part;
  return written;
}

it('writes all pages in their order, each line once', async () => {
  const written = (await text(lines(1_203), 'ndjson')).trim().split('\n');
  expect(written.map((line) => (JSON.parse(line) as LogEntry).id)).toEqual(lines(1_203).map(({ id }) => id));
});

it('writes the newest when there are too many, and says so first', async () => {
  expect((await text(lines(5), 'text', 2)).split('\n')).toEqual([
    '# only the newest 2 lines are here; there are older ones',
    `${AT} INFO    -: m4`,
    `${AT} INFO    -: m5`,
    '',
  ]);
  expect(JSON.parse((await text(lines(5), 'ndjson', 2)).split('\n')[0] ?? '')).toMatchObject({ cut: true });
});

it('keeps a text of several lines together, and names batch and step', async () => {
  const entry: LogEntry = { id: 1, at: AT, level: 'warning', batchId: 'b1', step: 'rails', message: 'one\ntwo' };
  expect(await text([entry], 'text')).toBe(`${AT} WARNING b1 rails: one\n    two\n`);
  expect(await text([], 'text')).toBe('');
});
