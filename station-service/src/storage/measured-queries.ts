/** Values of one measurement over many executions, and which there are. Values of each execution have to be read, so there is a limit. */
import type { AggregationRecord, MeasurementRecord } from '@neurohub/contracts/record';
import type { MeasuredNames, MeasurementQuery } from '@neurohub/contracts/statistics-rest';
import type Database from 'better-sqlite3';
import type { MeasuredValue } from '../statistics/measurement-statistics.ts';
import { countedFilter, type TimedQuery } from './production-queries.ts';

const MOST_EXECUTIONS = 20_000;
const LOOKED_AT = 50;

/** An execution whose values are asked for. */
export interface MeasuredExecution {
  id: string;
  serial_number: string;
  batch_id: string;
}
interface ValueRow {
  name: string;
  kind: MeasurementRecord['kind'];
  value: number | null;
  unit: string | null;
  limits_json: string;
  outcome: MeasurementRecord['outcome'];
  set_at: string;
  detail_json: string | null;
}
type NamedRow = ValueRow & { step_name: string; step_index: number; position: number };

export interface Measured {
  /** Oldest first; turns of a loop one after the other. */
  values: MeasuredValue[];
  considered: number;
  isTruncated: boolean;
}

/** Of a try that was repeated the last one counts, in each turn of a loop. */
const IS_LAST_TRY = `m.attempt = (SELECT max(attempt) FROM steps AS t
    WHERE t.execution_id = m.execution_id AND t.name = m.step_name AND t.iteration = m.iteration)`;
const COLUMNS = 'm.name, m.kind, m.value, m.unit, m.limits_json, m.outcome, m.set_at, m.detail_json';

/** The values of a measurement in one execution, in their order. Without a step: whichever step measured it. */
export function valuesOfExecution(db: Database.Database) {
  const ofStep = db.prepare<[string, string, string], ValueRow>(
    `SELECT ${COLUMNS} FROM measurements AS m WHERE m.execution_id = ? AND m.name = ? AND m.step_name = ? AND ${IS_LAST_TRY}
     ORDER BY m.set_at, m.iteration, m.position`,
  );
  const ofAnyStep = db.prepare<[string, string], ValueRow>(
    `SELECT ${COLUMNS} FROM measurements AS m WHERE m.execution_id = ? AND m.name = ? AND ${IS_LAST_TRY} ORDER BY m.set_at`,
  );
  const rowsOf = (id: string, name: string, step: string | undefined) =>
    step === undefined ? ofAnyStep.all(id, name) : ofStep.all(id, name, step);
  return (row: MeasuredExecution, { step, measurement }: { step?: string; measurement: string }): MeasuredValue[] => {
    const whole = rowsOf(row.id, measurement, step).map((value) => toMeasured(row, value));
    const { base, part } = namesOf(measurement);
    if (whole.length > 0 || part === null) return whole;
    return rowsOf(row.id, base, step).flatMap((value) => aggregated(row, value, part));
  };
}

export function measuredQueries(db: Database.Database) {
  const valuesOf = valuesOfExecution(db);
  const ofExecution = db.prepare<[string], NamedRow>(
    `SELECT ${COLUMNS}, m.step_name, m.position, s.step_index FROM measurements AS m JOIN steps AS s
       ON s.execution_id = m.execution_id AND s.name = m.step_name AND s.iteration = m.iteration AND s.attempt = m.attempt
     WHERE m.execution_id = ? AND m.kind IN ('number', 'series') AND ${IS_LAST_TRY} ORDER BY s.step_index, m.position`,
  );
  const newest = db
    .prepare<[string, number], string>(
      `SELECT id FROM executions WHERE sequence_name = ? AND mode = 'production' AND verdict IS NOT NULL ORDER BY ended_at DESC LIMIT ?`,
    )
    .pluck();

  return {
    measured(query: TimedQuery & Pick<MeasurementQuery, 'step' | 'measurement'>): Measured {
      const filter = countedFilter(query);
      const rows = db
        .prepare<unknown[], MeasuredExecution>(
          `SELECT id, serial_number, batch_id FROM executions ${filter.where} ORDER BY ended_at DESC, number DESC LIMIT ?`,
        )
        .all(...filter.values, MOST_EXECUTIONS + 1);
      const considered = rows.slice(0, MOST_EXECUTIONS);
      return {
        values: considered.toReversed().flatMap((row) => valuesOf(row, query)),
        considered: considered.length,
        isTruncated: rows.length > considered.length,
      };
    },
    measuredNames(sequence: string): MeasuredNames {
      const ids = newest.all(sequence, LOOKED_AT);
      const found = new Map<string, MeasuredNames['measurements'][number]>();
      for (const id of ids)
        for (const row of ofExecution.all(id))
          for (const { name, unit } of numbersOf(row)) {
            const key = JSON.stringify([row.step_name, name]);
            const known = found.get(key);
            if (known) known.values += 1;
            else found.set(key, { step: row.step_name, measurement: name, ...(unit && { unit }), values: 1 });
          }
      return { executions: ids.length, measurements: [...found.values()] };
    },
  };
}

/** `ripple max(voltage)`: a number made of the series `ripple`. */
function namesOf(measurement: string): { base: string; part: string | null } {
  const [, base, part] = /^(.+) (\w+\(.*\))$/.exec(measurement) ?? [];
  return base !== undefined && part !== undefined ? { base, part } : { base: measurement, part: null };
}

const partOf = ({ kind, axis }: AggregationRecord) => `${kind}(${axis})`;

function toMeasured({ id, serial_number, batch_id }: MeasuredExecution, row: ValueRow): MeasuredValue {
  return {
    ...{ executionId: id, serialNumber: serial_number, batchId: batch_id, at: row.set_at },
    value: row.kind === 'number' && row.value !== null && Number.isFinite(row.value) ? row.value : null,
    ...{ unit: row.unit, limitsJson: row.limits_json, failed: row.outcome === 'FAIL' },
  };
}

function aggregated(execution: MeasuredExecution, row: ValueRow, part: string): MeasuredValue[] {
  const { series, aggregations = [] } = detailOf(row);
  return aggregations
    .filter((one) => partOf(one) === part)
    .map((one) => ({
      ...toMeasured(execution, row),
      value: one.value,
      unit: series?.y.find(({ name }) => name === one.axis)?.unit ?? null,
      ...{ limitsJson: JSON.stringify(one.limits), failed: one.outcome === 'FAIL' },
    }));
}

function numbersOf(row: ValueRow): { name: string; unit: string | null | undefined }[] {
  if (row.kind === 'number') return [{ name: row.name, unit: row.unit }];
  const { series, aggregations = [] } = detailOf(row);
  return aggregations.map((one) => ({
    name: `${row.name} ${partOf(one)}`,
    unit: series?.y.find(({ name }) => name === one.axis)?.unit,
  }));
}

const detailOf = ({ detail_json }: ValueRow): Pick<MeasurementRecord, 'series' | 'aggregations'> =>
  detail_json === null ? {} : JSON.parse(detail_json);
