import { statisticsQuerySchema, type YieldFigures } from '@neurohub/contracts/hub-results';
import { EXECUTION_MODES, VERDICTS } from '@neurohub/contracts/vocabulary';
import { firstPassYield, yieldClassOf } from '@neurohub/contracts/yield';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testDatabase } from '../database/test-database.ts';
import { throughputStatistics, yieldStatistics } from './statistics.ts';
import { type KeptResult, keepResults, someResult } from './testing/keep-results.ts';

const BEGIN = Date.parse('2026-03-07T00:00:00Z');
const minutes = (count: number) => new Date(BEGIN + count * 60_000).toISOString();
/** The second of them sets its clocks in these days, the third is 45 minutes beside the hour. */
const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Asia/Seoul'];

const result = fc
  .record({
    serialNumber: fc.constantFrom('U1', 'U2', 'U3', 'U4', 'U5'),
    sequenceName: fc.constantFrom('pcb', 'pcb', 'burn_in'),
    stationId: fc.constantFrom('S1', 'S2'),
    batchId: fc.constantFrom('b1', 'b2'),
    lot: fc.constantFrom('L1', 'L2'),
    // Few and many of them at the same moment.
    endedAt: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 14_400 })).map(minutes),
    verdict: fc.constantFrom(...VERDICTS),
    hadFailure: fc.boolean(),
    mode: fc.constantFrom(...EXECUTION_MODES, 'production' as const, 'production' as const),
    simulated: fc.constantFrom(false, false, false, true),
    partial: fc.constantFrom(false, false, false, true),
    durationMs: fc.integer({ min: 0, max: 5000 }),
  })
  .map((given) => someResult(given));

/** Of a filter more often none than one. */
const maybe = <T>(...values: T[]) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 5 }, { arbitrary: fc.constantFrom(...values), weight: 1 });
const query = fc
  .record({
    from: fc.integer({ min: -10, max: 5000 }).map(minutes),
    to: fc.integer({ min: 4000, max: 14_500 }).map(minutes),
    bucket: fc.constantFrom('hour', 'day', 'week'),
    timeZone: fc.constantFrom(...ZONES),
    station: maybe('S1', 'S1,S2'),
    batch: maybe('b2'),
    sequence: maybe('pcb', 'burn_in,other'),
    verdict: maybe('PASS', 'FAIL,ABORTED'),
    lot: maybe('L1'),
    simulated: maybe('false', 'true'),
    mode: maybe('production', 'debug'),
  })
  .map((given) => statisticsQuerySchema.parse(given));
const EVERYTHING = statisticsQuerySchema.parse({
  from: minutes(-1),
  to: minutes(20_000),
  timeZone: 'America/New_York',
});
type Query = ReturnType<typeof statisticsQuerySchema.parse>;

test('statistics are what the definitions say, in whatever order the results arrive', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const property = fc.asyncProperty(
    fc.array(fc.array(result, { maxLength: 30, size: 'large' }), { minLength: 1, maxLength: 4 }),
    fc.array(query, { maxLength: 3 }),
    async (deliveries, queries) => {
      await pool.query('TRUNCATE results, records, ledger, first_executions');
      for (const delivery of deliveries) await keepResults(pool, delivery);
      const results = deliveries.flat();
      for (const one of [EVERYTHING, ...queries]) {
        expect(await yieldStatistics(pool, one)).toEqual(expectedYield(results, one));
        expect(await throughputStatistics(pool, one)).toEqual({ byTime: expectedThroughput(results, one) });
      }
    },
  );
  await fc.assert(property, { numRuns: 25 });
});

// ── the same once more, in memory ───────────────────────────────────────────

interface Counted {
  result: KeptResult;
  at: number;
  class: NonNullable<ReturnType<typeof yieldClassOf>>;
}

function countedOf(results: readonly KeptResult[]): Counted[] {
  return results.flatMap((one) => {
    const counted = yieldClassOf(one.record);
    return counted ? [{ result: one, at: Date.parse(one.record.endedAt ?? ''), class: counted }] : [];
  });
}

function isAsked({ result: { record }, at }: Counted, asked: Query): boolean {
  return (
    at >= Date.parse(asked.from) &&
    at < Date.parse(asked.to) &&
    (asked.station?.includes(record.stationId) ?? true) &&
    (asked.batch?.includes(record.batchId) ?? true) &&
    (asked.sequence?.includes(record.sequenceName) ?? true) &&
    (!asked.verdict || (record.verdict !== null && asked.verdict.includes(record.verdict))) &&
    (asked.lot === undefined || record.dut.lot === asked.lot) &&
    asked.simulated !== true &&
    asked.mode !== 'debug'
  );
}

function expectedYield(results: readonly KeptResult[], asked: Query) {
  const units = Map.groupBy(
    countedOf(results),
    ({ result: { record } }) => `${record.dut.serialNumber} ${record.sequenceName}`,
  );
  const isBefore = (a: Counted, b: Counted) =>
    a.at !== b.at
      ? a.at < b.at
      : `${a.result.record.stationId} ${String(a.result.stationSeq).padStart(9, '0')}` <
        `${b.result.record.stationId} ${String(b.result.stationSeq).padStart(9, '0')}`;
  const first = [...units.values()]
    .map((tests) => tests.reduce((a, b) => (isBefore(b, a) ? b : a)))
    .filter((one) => isAsked(one, asked));
  const by = <K extends string>(key: K, keyOf: (one: Counted) => string) =>
    [...Map.groupBy(first, keyOf)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, of]) => ({ [key]: name, ...figuresOf(of) }));
  return {
    total: figuresOf(first),
    byTime: by('from', ({ at }) => bucketOf(at, asked)),
    byStation: by('stationId', (one) => one.result.record.stationId),
    bySequence: by('sequenceName', (one) => one.result.record.sequenceName),
  };
}

function figuresOf(of: readonly Counted[]): YieldFigures {
  const count = (name: Counted['class']) => of.filter((one) => one.class === name).length;
  const [passed, failed] = [count('passed'), count('failed')];
  return {
    ...{ units: of.length, passed, failed, errors: count('error'), aborted: count('aborted') },
    firstPassYield: firstPassYield({ passed, failed }),
  };
}

function expectedThroughput(results: readonly KeptResult[], asked: Query) {
  const found = countedOf(results).filter((one) => isAsked(one, asked));
  return [...Map.groupBy(found, ({ at }) => bucketOf(at, asked))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, of]) => {
      const durations = of.map(({ result: { record } }) => record.durationMs ?? 0).sort((a, b) => a - b);
      return {
        ...{ from, executions: of.length, passed: of.filter((one) => one.class === 'passed').length },
        ...{ medianMs: betweenRanks(durations, 0.5), p95Ms: betweenRanks(durations, 0.95) },
      };
    });
}

function betweenRanks(sorted: readonly number[], share: number): unknown {
  const rank = share * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  return expect.closeTo(low + (high - low) * (rank - Math.floor(rank)), 6);
}

/** Begin of the hour, day or week (Monday) around a moment, by the clock of the zone. */
function bucketOf(at: number, { bucket, timeZone }: Query): string {
  const local = at + offsetOf(at, timeZone);
  if (bucket === 'hour') return new Date(local - (local % 3_600_000) - offsetOf(at, timeZone)).toISOString();
  const midnight = new Date(local - (local % 86_400_000));
  if (bucket === 'week') midnight.setUTCDate(midnight.getUTCDate() - ((midnight.getUTCDay() + 6) % 7));
  const guess = midnight.getTime() - offsetOf(midnight.getTime(), timeZone);
  return new Date(midnight.getTime() - offsetOf(guess, timeZone)).toISOString();
}

function offsetOf(at: number, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
  return Date.parse(`${shown.replace(' ', 'T')}Z`) - (at - (at % 1000));
}
