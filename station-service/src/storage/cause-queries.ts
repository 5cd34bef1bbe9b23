/** By what production executions failed. Steps of each have to be read, so there is a limit. */
import { type FailureCause, failureCauses } from '@neurohub/contracts/failure-causes';
import type { ExecutionPlan, MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import type { StationPareto } from '@neurohub/contracts/statistics-rest';
import type Database from 'better-sqlite3';
import { Tally } from '../statistics/tally.ts';
import { countedFilter, IS_TROUBLED, type TimedQuery } from './production-queries.ts';

const MOST_EXECUTIONS = 20_000;
const MOST_TOLD = 100;

/** An execution whose causes are asked for. */
export interface FailedRow {
  id: string;
  plan_hash: string | null;
}
interface TryRow {
  name: string;
  iteration: string;
  attempt: number;
  status: StepRecord['status'];
}
interface MissedRow extends Omit<TryRow, 'status'> {
  measurement: string;
  outcome: MeasurementRecord['outcome'];
  detail_json: string | null;
}

export function causeQueries(db: Database.Database) {
  const causesOf = causesOfExecution(db);
  return {
    pareto(query: TimedQuery): Omit<StationPareto, 'period'> {
      const filter = countedFilter(query).always(IS_TROUBLED);
      const count = db.prepare<unknown[], number>(`SELECT count(*) FROM executions ${filter.where}`).pluck();
      const newest = db.prepare<unknown[], FailedRow & { sequence_name: string }>(
        `SELECT id, sequence_name, plan_hash FROM executions ${filter.where} ORDER BY ended_at DESC LIMIT ${MOST_EXECUTIONS}`,
      );
      const failed = newest.all(...filter.values);
      const steps = new Tally<{ sequenceName: string; step: string }>();
      const causes = new Tally<FailureCause & { sequenceName: string }>();
      for (const one of failed) {
        const sequenceName = one.sequence_name;
        const found = causesOf(one);
        for (const step of new Set(found.map((cause) => cause.step))) steps.add({ sequenceName, step });
        for (const { step, measurement, status } of found) causes.add({ sequenceName, step, measurement, status });
      }
      return {
        failedExecutions: count.get(...filter.values) ?? 0,
        considered: failed.length,
        steps: steps.mostFrequent(MOST_TOLD).map(({ what, count: executions }) => ({ ...what, executions })),
        causes: causes.mostFrequent(MOST_TOLD).map(({ what, count: executions }) => ({ ...what, executions })),
      };
    },
  };
}

/** Only what a cause is found by: whole records of 20,000 executions would take a minute. */
export function causesOfExecution(db: Database.Database): (execution: FailedRow) => FailureCause[] {
  const tries = db.prepare<[string], TryRow>(
    'SELECT name, iteration, attempt, status FROM steps WHERE execution_id = ?',
  );
  const missed = db.prepare<[string], MissedRow>(
    `SELECT step_name AS name, iteration, attempt, name AS measurement, outcome, detail_json FROM measurements
     WHERE execution_id = ? AND outcome IN ('FAIL', 'ERROR') ORDER BY step_name, iteration, attempt, position`,
  );
  const planJson = db.prepare<[string], string>('SELECT plan_json FROM plans WHERE hash = ?').pluck();
  const plans = new Map<string, ExecutionPlan | undefined>();
  const planOf = (hash: string | null) => {
    if (hash === null) return undefined;
    const text = plans.has(hash) ? undefined : planJson.get(hash);
    if (text !== undefined) plans.set(hash, JSON.parse(text));
    return plans.get(hash);
  };
  return ({ id, plan_hash }) => {
    const misses = Map.groupBy(missed.all(id), keyOf);
    const steps = tries.all(id).map((row) => toStep(row, misses.get(keyOf(row)) ?? []));
    const plan = planOf(plan_hash);
    return failureCauses({ steps, ...(plan && { plan }) });
  };
}

const keyOf = ({ name, iteration, attempt }: Omit<TryRow, 'status'>) => `${name} ${iteration} ${attempt}`;

function toStep({ name, iteration, attempt, status }: TryRow, missed: readonly MissedRow[]): StepRecord {
  const measurements = missed.map(
    ({ measurement, outcome, detail_json }): MeasurementRecord => ({
      ...{ name: measurement, kind: 'number', value: null, limits: [], outcome, marginal: false, setAt: '' },
      ...(detail_json !== null && { aggregations: JSON.parse(detail_json).aggregations }),
    }),
  );
  // One block for all of them: the key names the turn without doubt.
  const iterations = iteration === '' ? {} : { iterations: [{ block: iteration, index: 0 }] };
  return { name, attempt, status, ...iterations, group: 'main', index: 0, durationMs: 0, measurements };
}
