import { failureCauses } from '@neurohub/contracts/failure-causes';
import { type ParetoAnswer, statisticsQuerySchema } from '@neurohub/contracts/hub-results';
import type { ExecutionRecord, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import { VERDICTS } from '@neurohub/contracts/vocabulary';
import { yieldClassOf } from '@neurohub/contracts/yield';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testDatabase } from '../database/test-database.ts';
import { recordOf, sentOf } from '../ingest/_util.ts';
import { ingestResults } from '../ingest/ingest-results.ts';
import { paretoStatistics } from './statistics.ts';

const AT = '2026-11-20T08:00:00.000Z';
const outcome = fc.constantFrom<MeasurementRecord['outcome'][]>('PASS', 'FAIL', 'INFO', 'ERROR');

const measurement = fc
  .record({ name: fc.constantFrom('vcc', 'icc'), outcome, made: fc.option(outcome) })
  .map(({ name, outcome, made }): MeasurementRecord => {
    const aggregation = {
      axis: 'v',
      kind: 'max',
      value: 1,
      limits: [],
      outcome: made ?? 'INFO',
      marginal: false,
    } as const;
    return {
      ...{ name, outcome, kind: 'number', value: 1, limits: [], marginal: false, setAt: AT },
      ...(made && { aggregations: [{ ...aggregation, limits: [] }] }),
    };
  });

const step = fc
  .record({
    name: fc.constantFrom('rails', 'flash'),
    attempt: fc.integer({ min: 1, max: 3 }),
    turn: fc.constantFrom(null, 0, 1),
    status: fc.constantFrom<StepRecord['status'][]>(
      'passed',
      'failed',
      'failed',
      'error',
      'skipped',
      'aborted',
      'interrupted',
    ),
    measurements: fc.array(measurement, { maxLength: 3 }),
    isAsked: fc.constantFrom(false, false, true),
  })
  .map(
    ({ turn, isAsked, ...given }): StepRecord => ({
      ...{ group: 'main', index: 0, durationMs: 1, ...given },
      ...(turn !== null && { iterations: [{ block: 'sweep', index: turn }] }),
      ...(isAsked && { retriedBy: 'Kim' }),
    }),
  );

const record = fc
  .record({
    steps: fc.array(step, { maxLength: 6 }),
    policy: fc.constantFrom(undefined, 'allPass', 'worst'),
    verdict: fc.constantFrom(...VERDICTS),
    hadFailure: fc.boolean(),
    sequenceName: fc.constantFrom('pcb', 'burn_in'),
    mode: fc.constantFrom('production' as const, 'production' as const, 'debug' as const),
  })
  .map(({ policy, ...given }) =>
    recordOf({ ...given, plan: { steps: [{ name: 'rails', retryPolicy: policy }] } as ExecutionRecord['plan'] }),
  );

test('what executions failed by is counted as it is defined, from the results as they arrive', async () => {
  await using database = await testDatabase();
  const { pool } = database;
  const property = fc.asyncProperty(
    fc.array(record, { minLength: 1, maxLength: 20, size: 'large' }),
    async (records) => {
      await pool.query('TRUNCATE results, records, steps, measurements, ledger, first_executions');
      const answer = await ingestResults(pool, 'ST1', {
        records: records.map((one, i) => sentOf(one, { stationSeq: i + 1 })),
      });
      expect(new Set(answer.records.map((one) => one.outcome))).toEqual(new Set(['stored']));
      const query = statisticsQuerySchema.parse({ from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' });
      expect(await paretoStatistics(pool, query)).toEqual(expectedPareto(records));
      const other = statisticsQuerySchema.parse({ ...query, sequence: 'burn_in', verdict: 'FAIL' });
      const some = records.filter(({ sequenceName, verdict }) => sequenceName === 'burn_in' && verdict === 'FAIL');
      expect(await paretoStatistics(pool, other)).toEqual(expectedPareto(some));
    },
  );
  await fc.assert(property, { numRuns: 25 });
});

function expectedPareto(records: readonly ExecutionRecord[]): ParetoAnswer {
  const failed = records.filter((one) => ['failed', 'error'].includes(yieldClassOf(one) ?? ''));
  const causes = failed.flatMap((one) =>
    failureCauses(one).map((cause) => ({ sequenceName: one.sequenceName, ...cause })),
  );
  const order = (cause: ParetoAnswer['causes'][number]) =>
    [String(1e6 - cause.executions), cause.sequenceName, cause.step, cause.measurement ?? '', cause.status].join(' ');
  return {
    failedExecutions: failed.length,
    causes: [...Map.groupBy(causes, (cause) => JSON.stringify(cause)).values()]
      .flatMap(([cause, ...more]) => (cause ? [{ ...cause, executions: 1 + more.length }] : []))
      .sort((a, b) => (order(a) < order(b) ? -1 : 1)),
  };
}
