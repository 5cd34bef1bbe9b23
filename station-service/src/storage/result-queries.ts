/** Queries over executions for people: pages of results, and one execution as a whole. */
import type { ExecutionRecord, ExecutionSummary } from '@neurohub/contracts/record';
import type { ResultsPage, ResultsQuery } from '@neurohub/contracts/rest';
import type Database from 'better-sqlite3';
import { EXECUTION_COLUMNS, type ExecutionRow, optionalJson, toSummary } from './execution-row.ts';
import { hardwareLossQueries } from './hardware-losses.ts';
import { interruptionQueries } from './interruptions.ts';
import { cutPage, decodeCursor } from './page-cursor.ts';
import { pauseQueries } from './pauses.ts';
import { comparableTime, RowFilter } from './row-filter.ts';
import { stepQueries } from './step-queries.ts';

/** The statements for reading executions. */
export function resultQueries(db: Database.Database) {
  const steps = stepQueries(db);
  const interruptions = interruptionQueries(db);
  const { pausesOf } = pauseQueries(db);
  const { lossesOf } = hardwareLossQueries(db);
  const one = db.prepare<[string], ExecutionRow>(`SELECT ${EXECUTION_COLUMNS} WHERE id = ?`);
  const plan = db.prepare<[string], string>('SELECT plan_json FROM plans WHERE hash = ?').pluck();
  const lastOfBatch = db
    .prepare<[string], string>('SELECT id FROM executions WHERE batch_id = ? ORDER BY number DESC LIMIT 1')
    .pluck();
  const open = db.prepare<[], ExecutionRow>(`SELECT ${EXECUTION_COLUMNS} WHERE ended_at IS NULL ORDER BY number`);

  function record(id: string): ExecutionRecord | null {
    const row = one.get(id);
    if (row === undefined) return null;
    const planJson = (row.plan_hash !== null && plan.get(row.plan_hash)) || null;
    const interrupted = interruptions.ofExecution(id);
    const pauses = pausesOf(id);
    const hardwareLosses = lossesOf(id);
    return {
      ...toSummary(row),
      ...optionalJson('plan', planJson),
      steps: steps.ofExecution(id),
      ...(interrupted.length > 0 && { interruptions: interrupted }),
      ...(pauses.length > 0 && { pauses }),
      ...(hardwareLosses.length > 0 && { hardwareLosses }),
    };
  }

  return {
    listResults(query: ResultsQuery): ResultsPage {
      const filter = filterOf(query);
      const rows = db
        .prepare<unknown[], ExecutionRow>(`SELECT ${EXECUTION_COLUMNS} ${filter.where} ORDER BY number DESC LIMIT ?`)
        .all(...filter.values, query.limit + 1);
      const { kept, nextCursor } = cutPage(rows, query.limit, (row) => row.number);
      return { items: kept.map(toSummary), nextCursor };
    },
    getExecution: record,
    openExecutions: (): ExecutionSummary[] => open.all().map(toSummary),
    /** The newest execution of each of these batches, as a whole; batches without one are left out. */
    lastExecutions: (batchIds: string[]): ExecutionRecord[] =>
      batchIds.flatMap((batchId) => {
        const id = lastOfBatch.get(batchId);
        return (id !== undefined && record(id)) || [];
      }),
  };
}

function filterOf(query: ResultsQuery): RowFilter {
  return new RowFilter()
    .add('batch_id = ?', query.batchId)
    .add('serial_number = ?', query.serialNumber)
    .add('verdict = ?', query.verdict)
    .add('sequence_name = ?', query.sequence)
    .add('accepted_at >= ?', comparableTime(query.from))
    .add('accepted_at < ?', comparableTime(query.to))
    .add('number < ?', query.cursor === undefined ? undefined : decodeCursor(query.cursor));
}
