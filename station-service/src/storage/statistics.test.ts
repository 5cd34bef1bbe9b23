import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ExecutionSummary, StepRecord } from '@neurohub/contracts/record';
import type { ResultsQuery } from '@neurohub/contracts/rest';
import { YIELD_CLASSES, type YieldClass } from '@neurohub/contracts/yield';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LongReader } from './long-reader.ts';
import { type CompiledThreads, compileThreads } from './testing/compile-threads.ts';
import {
  executionEnded,
  measurement,
  newExecution,
  record,
  seriesMeasurement,
  stepEnded,
} from './testing/sample-records.ts';
import { openTempStorage, type TempStorage } from './testing/temp-storage.ts';

let threads: CompiledThreads;
let temp: TempStorage;
let reader: LongReader;

/** What is tested with, told once more in plain words. */
interface Told {
  serial: string;
  sequence: string;
  batch: string;
  mode: 'production' | 'debug';
  verdict: 'PASS' | 'FAIL' | 'ERROR' | 'ABORTED' | null;
  hadFailure: boolean;
  endedAt: string;
  durationMs: number;
}

const timeOf = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const history: Told[] = fc.sample(
  fc.record({
    serial: fc.integer({ min: 0, max: 40 }).map((n) => `SN-${n}`),
    sequence: fc.constantFrom('pcb', 'psu'),
    batch: fc.constantFrom('b1', 'b2', 'b3'),
    mode: fc.constantFrom('production' as const, 'production' as const, 'debug' as const),
    verdict: fc.constantFrom(
      'PASS' as const,
      'PASS' as const,
      'FAIL' as const,
      'ERROR' as const,
      'ABORTED' as const,
      null,
    ),
    hadFailure: fc.boolean(),
    // The clock is set now and then: what came later may have ended before.
    endedAt: fc.integer({ min: 0, max: 3000 }).map(timeOf),
    durationMs: fc.integer({ min: 1, max: 1000 }),
  }),
  { numRuns: 160, seed: 7 },
);

beforeAll(async () => {
  threads = await compileThreads();
  temp = await openTempStorage(threads);
  reader = new LongReader({ entry: threads.longReaderEntry, file: join(temp.dataDir, 'station.db') });
  for (const told of history) await store(told);
});
afterAll(async () => {
  await reader[Symbol.asyncDispose]();
  await temp[Symbol.asyncDispose]();
  await threads[Symbol.asyncDispose]();
});

async function store(told: Told): Promise<void> {
  const id = randomUUID();
  await temp.storage.acceptExecution({
    execution: newExecution({
      ...{ id, batchId: told.batch, mode: told.mode, sequenceName: told.sequence },
      dut: { serialNumber: told.serial },
    }),
  });
  if (told.verdict === null) return;
  const status = ({ PASS: 'passed', FAIL: 'failed', ERROR: 'error', ABORTED: 'aborted' } as const)[told.verdict];
  // Of a pass or a fault the failure was of an earlier try.
  const failedBefore = told.hadFailure && told.verdict !== 'FAIL';
  const tries = [
    ...(failedBefore ? [stepEnded({ status: 'failed' })] : []),
    stepEnded({ status, attempt: failedBefore ? 2 : 1 }),
  ];
  const state = told.verdict === 'ABORTED' ? 'aborted' : 'completed';
  const endReason = ({ PASS: 'completed', FAIL: 'completed', ERROR: 'failedStop', ABORTED: 'operatorStop' } as const)[
    told.verdict
  ];
  const hadFailure = told.hadFailure || told.verdict === 'FAIL';
  const end = executionEnded({
    state,
    verdict: told.verdict,
    hadFailure,
    endReason,
    at: told.endedAt,
    durationMs: told.durationMs,
  });
  await temp.storage.commitRecord(record(id, 1, ...tries, end));
}

type Counted = Told & { verdict: NonNullable<Told['verdict']>; number: number };

/** The definitions of docs/statistics.md, by hand. */
function counted(from: string, to: string) {
  const production = history.flatMap((told, number): Counted[] =>
    told.mode === 'production' && told.verdict !== null ? [{ ...told, verdict: told.verdict, number }] : [],
  );
  const sameUnit = (a: Counted, b: Counted) => a.serial === b.serial && a.sequence === b.sequence;
  const earlier = (a: Counted, b: Counted) => a.endedAt < b.endedAt || (a.endedAt === b.endedAt && a.number < b.number);
  const inTime = production.filter(({ endedAt }) => endedAt >= from && endedAt < to);
  const firsts = inTime.filter((one) => !production.some((other) => sameUnit(one, other) && earlier(other, one)));
  const isFail = ({ verdict, hadFailure }: Counted) => verdict === 'FAIL' || (verdict === 'ABORTED' && hadFailure);
  const failed = firsts.filter(isFail);
  const later = failed.map((one) => production.filter((other) => sameUnit(one, other) && earlier(one, other)));
  const retested = later.filter((others) => others.length > 0);
  const passed = firsts.filter(({ verdict }) => verdict === 'PASS').length;
  return {
    inTime,
    figures: {
      units: firsts.length,
      ...{ passed, failed: failed.length },
      errors: firsts.filter(({ verdict }) => verdict === 'ERROR').length,
      aborted: firsts.filter(({ verdict, hadFailure }) => verdict === 'ABORTED' && !hadFailure).length,
      firstPassYield: passed + failed.length === 0 ? null : passed / (passed + failed.length),
    },
    retested: retested.length,
    retestPassed: retested.filter((others) => others.some(({ verdict }) => verdict === 'PASS')).length,
  };
}

const periods = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 1, max: 3000 }));
const spanOf = ([begin, minutes]: [number, number]) => ({
  from: timeOf(begin),
  to: timeOf(begin + minutes),
  bucket: 'day' as const,
});

describe('statistics of a station', () => {
  it('are those of the definitions, worked out by hand, for any period', async () => {
    await fc.assert(
      fc.asyncProperty(periods, async (period) => {
        const query = spanOf(period);
        const expected = counted(query.from, query.to);
        const found = await reader.yieldStatistics(query);
        expect(found.total).toEqual(expected.figures);
        expect(found.retests).toMatchObject({ retested: expected.retested, passed: expected.retestPassed });
        const units = (rows: { units: number }[]) => rows.reduce((sum, row) => sum + row.units, 0);
        expect([units(found.byTime), units(found.bySequence)]).toEqual([found.total.units, found.total.units]);
        const throughput = await reader.throughputStatistics(query);
        expect(throughput.total.executions).toBe(expected.inTime.length);
        const list = async (filter: Partial<ResultsQuery>) =>
          (await reader.listResults({ ...filter, endedFrom: query.from, endedTo: query.to, limit: 500 })).items.length;
        const { passed, failed, errors, aborted } = found.total;
        expect(await list({ first: true })).toBe(found.total.units);
        for (const [as, count] of Object.entries({ passed, failed, error: errors, aborted }))
          expect(await list({ first: true, countedAs: [as as YieldClass] })).toBe(count);
        expect(await list({ first: false })).toBe(expected.inTime.length - found.total.units);
        expect(await list({ countedAs: [...YIELD_CLASSES] })).toBe(expected.inTime.length);
        const durations = expected.inTime
          .filter(({ verdict }) => verdict === 'PASS')
          .map(({ durationMs }) => durationMs);
        expect(throughput.total.medianMs).toBe(
          durations.toSorted((a, b) => a - b)[Math.ceil(durations.length / 2) - 1] ?? null,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('make no later execution the first because a filter leaves out the one before', async () => {
    const all = { from: timeOf(0), to: timeOf(4000), bucket: 'day' as const };
    const { total } = await reader.yieldStatistics(all);
    const { slots } = await reader.slotStatistics(all);
    expect(slots.map(({ batchId }) => batchId)).toEqual(['b1', 'b2', 'b3']);
    expect(slots.reduce((sum, slot) => sum + slot.yield.units, 0)).toBe(total.units);
    const filtered = await reader.yieldStatistics({ ...all, batch: ['b2'] });
    expect(filtered.total).toEqual(slots[1]?.yield);
  });

  it('tell by what tests failed, each cause once for an execution', async () => {
    const rail = measurement({ name: 'rail', outcome: 'FAIL' });
    const turn = (index: number): Partial<StepRecord> => ({
      ...{ name: 'sweep', status: 'failed', index: 1, iterations: [{ block: 'loop', index }] },
      measurements: [rail, measurement()],
    });
    await tested('pareto', [
      stepEnded({ status: 'failed', attempt: 1 }),
      stepEnded({ attempt: 2 }),
      stepEnded(turn(0)),
      stepEnded(turn(1)),
    ]);
    await tested('pareto', [
      stepEnded({ ...turn(0), index: 0 }),
      stepEnded({ name: 'hot', index: 1, status: 'failed' }),
    ]);
    const list = async (filter: Partial<ResultsQuery>) =>
      (await reader.listResults({ sequence: ['pareto'], cause: ['failed', 'error'], limit: 50, ...filter })).items
        .length;
    expect([
      await list({}),
      await list({ step: 'sweep' }),
      await list({ step: 'sweep', measurement: 'rail' }),
      await list({ measurement: 'vcc' }),
      await list({ step: 'rails' }),
      await list({ step: 'hot', measurement: '', cause: ['failed'] }),
      await list({ step: 'hot', cause: ['error'] }),
    ]).toEqual([2, 2, 2, 0, 0, 1, 0]);
    const found = await reader.pareto({ from: timeOf(0), to: timeOf(9000), sequence: ['pareto'] });
    expect(found).toEqual({
      ...{ failedExecutions: 2, considered: 2 },
      steps: [
        { sequenceName: 'pareto', step: 'sweep', executions: 2 },
        { sequenceName: 'pareto', step: 'hot', executions: 1 },
      ],
      causes: [
        { sequenceName: 'pareto', step: 'sweep', measurement: 'rail', status: 'failed', executions: 2 },
        { sequenceName: 'pareto', step: 'hot', measurement: null, status: 'failed', executions: 1 },
      ],
    });
  });

  it('tell of one measurement the last try of each turn, and of a series the numbers made of it', async () => {
    const value = (number: number) => ({
      measurements: [measurement({ value: number }), seriesMeasurement('wave', number)],
    });
    await tested(
      'spread',
      [stepEnded({ status: 'failed', ...value(9) }), stepEnded({ attempt: 2, ...value(4) })],
      'PASS',
    );
    await tested('spread', [stepEnded(value(6))], 'PASS');
    await tested('spread', [stepEnded({ measurements: [measurement({ value: null, valueText: 'NaN' })] })], 'PASS');
    const query = { from: timeOf(0), to: timeOf(9000), sequence: ['spread'], step: 'rails', bins: 10, points: 10 };
    const vcc = await reader.measurementStatistics({ ...query, measurement: 'vcc' });
    expect(vcc).toMatchObject({
      ...{ considered: 3, isTruncated: false, unit: 'V', low: 4.75, high: 5.25, limitsChanged: false, unusable: 1 },
      spread: { values: 2, mean: 5, min: 4, max: 6 },
      chart: {
        points: [
          { value: 4, range: null },
          { value: 6, range: 2 },
        ],
      },
      byBatch: [{ batchId: 'batch_1', values: 2 }],
    });
    const list = async (filter: Partial<ResultsQuery>) => {
      const page = await reader.listResults({ sequence: ['spread'], step: 'rails', limit: 50, ...filter });
      return page.items.length;
    };
    expect([
      await list({ measurement: 'vcc' }),
      await list({ measurement: 'vcc', valueFrom: 4, valueBelow: 6 }),
      await list({ measurement: 'vcc', valueFrom: 6 }),
      await list({ measurement: 'vcc', valueFrom: 6.5 }),
      await list({ measurement: 'wave max(voltage)', valueBelow: 5 }),
      await list({ measurement: 'wave max(voltage)', step: 'other' }),
    ]).toEqual([3, 1, 1, 0, 1, 0]);
    await expect(list({ valueFrom: 1 })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(list({ measurement: '' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    const wave = await reader.measurementStatistics({ ...query, measurement: 'wave max(voltage)' });
    expect(wave).toMatchObject({ unit: 'V', spread: { values: 2, mean: 4 } });
    expect((await reader.measuredNames('spread')).measurements).toEqual([
      { step: 'rails', measurement: 'vcc', unit: 'V', values: 3 },
      { step: 'rails', measurement: 'wave max(voltage)', unit: 'V', values: 2 },
    ]);
  });
});

type Steps = ReturnType<typeof stepEnded>[];

async function tested(
  sequenceName: string,
  steps: Steps,
  verdict: ExecutionSummary['verdict'] & ('PASS' | 'FAIL') = 'FAIL',
) {
  const id = randomUUID();
  const hadFailure =
    verdict === 'FAIL' || steps.some((event) => event.type === 'stepEnded' && event.step.status === 'failed');
  await temp.storage.acceptExecution({ execution: newExecution({ id, sequenceName, dut: { serialNumber: id } }) });
  const end = executionEnded({ verdict, hadFailure, at: timeOf(8000) });
  await temp.storage.commitRecord(record(id, 1, ...steps, end));
}
