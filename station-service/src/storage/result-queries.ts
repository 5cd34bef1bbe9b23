/** Queries over executions for people: pages of results, and one execution as a whole. */
import type { ExecutionRecord, ExecutionSummary } from '@neurohub/contracts/record';
import type { ResultsFilter, ResultsPage, ResultsQuery, UnitHistory } from '@neurohub/contracts/rest';
import type Database from 'better-sqlite3';
import { EXECUTION_COLUMNS, type ExecutionRow, optionalJson, toSummary } from './execution-row.ts';
import { hardwareLossQueries } from './hardware-losses.ts';
import { interruptionQueries } from './interruptions.ts';
import { cutPage, decodeCursor } from './page-cursor.ts';
import { pauseQueries } from './pauses.ts';
import { comparableTime, RowFilter } from './row-filter.ts';
import { stepQueries } from './step-queries.ts';

/** Executions that a page tells of a unit. */
const MOST_OF_A_UNIT = 500;
/** As many executions with a prefix are found sooner from the newest on than by the index. */
const COMMON_FROM = 5_000;

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
  const ofUnit = db.prepare<[string, number], ExecutionRow>(
    `SELECT ${EXECUTION_COLUMNS} WHERE serial_number = ? ORDER BY number DESC LIMIT ?`,
  );
  const withPrefix = db
    .prepare<[string, string], number>(
      `SELECT count(*) FROM (SELECT 1 FROM executions WHERE serial_number >= ? AND serial_number < ? LIMIT ${COMMON_FROM})`,
    )
    .pluck();
  const isCommon = (prefix: string) => withPrefix.get(prefix, prefix + LAST_CHARACTER) === COMMON_FROM;
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
      const filter = filterOf(query, isCommon);
      const rows = db
        .prepare<unknown[], ExecutionRow>(`SELECT ${EXECUTION_COLUMNS} ${filter.where} ORDER BY number DESC LIMIT ?`)
        .all(...filter.values, query.limit + 1);
      const { kept, nextCursor } = cutPage(rows, query.limit, (row) => row.number);
      return { items: kept.map(toSummary), nextCursor };
    },
    /** Oldest first; the newest {@link MOST_OF_A_UNIT} at most. */
    unitHistory(serialNumber: string): UnitHistory {
      const rows = ofUnit.all(serialNumber, MOST_OF_A_UNIT + 1);
      const executions = rows.slice(0, MOST_OF_A_UNIT).map(toSummary).reverse();
      return { serialNumber, executions, isTruncated: rows.length > MOST_OF_A_UNIT };
    },
    /** How many executions that have ended match, and the number of the newest of all. */
    extentOf(filter: ResultsFilter): { total: number; newest: number } {
      const { where, values } = filterOf(filter, isCommon).always('ended_at IS NOT NULL');
      return db
        .prepare<unknown[], { total: number; newest: number }>(
          `SELECT count(*) AS total, coalesce(max(number), 0) AS newest FROM executions ${where}`,
        )
        .get(...values) as { total: number; newest: number };
    },
    /** Of those that have ended and match, the next ones after a number; oldest first. */
    endedAfter(page: EndedAfter): { id: string; number: number }[] {
      const { where, values } = filterOf(page.filter, isCommon)
        .always('ended_at IS NOT NULL')
        .add('number > ?', page.after)
        .add('number <= ?', page.newest);
      return db
        .prepare<unknown[], { id: string; number: number }>(
          `SELECT id, number FROM executions ${where} ORDER BY number LIMIT ?`,
        )
        .all(...values, page.limit);
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

export interface EndedAfter {
  filter: ResultsFilter;
  after: number;
  newest: number;
  limit: number;
}

function filterOf(
  query: ResultsFilter & Pick<Partial<ResultsQuery>, 'cursor'>,
  isCommon: (prefix: string) => boolean,
): RowFilter {
  const filter = new RowFilter()
    .oneOf('batch_id', query.batchId)
    .oneOf('verdict', query.verdict)
    .oneOf('sequence_name', query.sequence)
    .add('mode = ?', query.mode)
    .add('simulated = ?', query.simulated === undefined ? undefined : Number(query.simulated))
    .add('lot = ?', query.lot)
    .add('part_number = ?', query.partNumber)
    .add('operator = ?', query.operator)
    .add('accepted_at >= ?', comparableTime(query.from))
    .add('accepted_at < ?', comparableTime(query.to))
    .add('number < ?', query.cursor === undefined ? undefined : decodeCursor(query.cursor));
  const { serialNumber } = query;
  if (!serialNumber?.endsWith('*')) return filter.add('serial_number = ?', serialNumber);
  const prefix = serialNumber.slice(0, -1);
  // The unary plus keeps SQLite from the index: the rows of a prefix that many have would all be read and sorted for one page.
  const column = isCommon(prefix) ? '+serial_number' : 'serial_number';
  return filter.add(`${column} >= ?`, prefix).add(`${column} < ?`, prefix + LAST_CHARACTER);
}

/** No text is behind this one, in the order of bytes that SQLite compares by. */
const LAST_CHARACTER = '\u{10FFFF}';
