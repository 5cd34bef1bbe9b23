import type { LedgerAnswer } from '@neurohub/contracts/hub-sync';
import { expect, test, vi } from 'vitest';
import { type LedgerRow, ledgerDigest } from '../storage/ledger-queries.ts';
import { differences, LedgerCheck } from './ledger-check.ts';

const DAY_MS = 86_400_000;
const row = (stationSeq: number, sha256 = 'a'): LedgerRow => ({ id: `id-${stationSeq}`, stationSeq, sha256 });

test('tells what is missing from what is another content', () => {
  const ours = [row(1), row(2), row(3)];
  expect(differences(ours, [row(3, 'b'), row(9), row(1)])).toEqual({ missing: [row(2)], altered: [row(3)] });
  expect(differences(ours, ours)).toEqual({ missing: [], altered: [] });
});

test('compares by the thousand once a day, or when it is demanded, and lists only a stretch that differs', async () => {
  let now = 0;
  const ours = Array.from({ length: 2500 }, (_, i) => row(i + 1));
  let theirs = [...ours];
  const paths: string[] = [];
  const again: number[] = [];
  const conflicts: string[] = [];
  const between = (rows: LedgerRow[], from: number, to: number) =>
    rows.filter(({ stationSeq }) => stationSeq >= from && stationSeq <= to);
  const check = new LedgerCheck({
    ...{ stationId: 'S1', withFiles: false, log: { warn: vi.fn() }, onLost: () => undefined },
    clock: { monotonicMs: () => now, wallIso: () => '2026-11-26T08:00:00.000Z' },
    onConflict: ({ id }) => conflicts.push(id),
    storage: {
      ledgerOf: async ({ from, to }) => between(ours, from, to),
      queueFigures: async () => ({ lastSeq: 2500 }) as never,
      settleRecords: async () => undefined,
      sendAgain: async (seqs) => again.push(...seqs),
    },
    client: {
      ask: async ({ path }) => {
        paths.push(path.split('?')[1] ?? '');
        const query = new URLSearchParams(path.split('?')[1]);
        const rows = between(theirs, Number(query.get('from')), Number(query.get('to')));
        const data: LedgerAnswer = { count: rows.length, digest: ledgerDigest(rows), entries: rows };
        return { kind: 'ok', data } as never;
      },
    },
  });
  const untilIdle = async () => {
    while ((await check.turn()) === 'more');
  };
  await untilIdle();
  expect(paths).toEqual([]);
  now += DAY_MS;
  await untilIdle();
  expect(paths).toEqual(['from=1&to=1000&ids=false', 'from=1001&to=2000&ids=false', 'from=2001&to=3000&ids=false']);
  paths.length = 0;
  await untilIdle();
  expect(paths).toEqual([]);
  theirs = theirs
    .filter(({ stationSeq }) => stationSeq !== 1500)
    .map((one) => (one.stationSeq === 7 ? row(7, 'x') : one));
  check.demand();
  await untilIdle();
  expect([again, conflicts, paths.length]).toEqual([[1500], ['id-7'], 5]);
  paths.length = 0;
  check.demand();
  await check.turn();
  const underWay = check.turn();
  check.demand();
  await underWay;
  await untilIdle();
  expect(paths.map((path) => new URLSearchParams(path).get('from')).filter((from) => from === '1')).toHaveLength(4);
});
