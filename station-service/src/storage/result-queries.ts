/** Queries over executions for people: pages of results, and one execution as a whole. */
import type { ExecutionRecord, ExecutionSummary } from '@neurohub/contracts/record';
import type { ResultsFilter, ResultsPage, ResultsQuery, UnitHistory } from '@neurohub/contracts/rest';
import type Database from 'better-sqlite3';
import { causesOfExecution } from './cause-queries.ts';
import { contentSearch, type LookedInto, type Matches } from './content-search.ts';
import { EXECUTION_COLUMNS, type ExecutionRow, optionalJson, toSummary } from './execution-row.ts';
import { hardwareLossQueries } from './hardware-losses.ts';
import { interruptionQueries } from './interruptions.ts';
import { cutPage, decodeCursor, encodeCursor } from './page-cursor.ts';
import { pauseQueries } from './pauses.ts';
import { LAST_CHARACTER, resultsFilter } from './results-filter.ts';
import { stepQueries } from './step-queries.ts';

/** Executions that a page tells of a unit. */
const MOST_OF_A_UNIT = 500;
/** As many executions with a prefix are found sooner from the newest on than by the index. */
const COMMON_FROM = 5_000;
/** So many executions are looked into for one page, which takes a second or two at most: others want to ask as well. */
const LOOKED_INTO = 25_000;

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
  const causesOf = causesOfExecution(db);
  const matcherOf = contentSearch(db);
  const newestNumber = db.prepare<[], number>('SELECT coalesce(max(number), 0) FROM executions').pluck();
  const acceptedFrom = db
    .prepare<[number], string>('SELECT accepted_at FROM executions WHERE number >= ? ORDER BY number LIMIT 1')
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

  /** Of the next {@link LOOKED_INTO} executions those that match; where these are few, the cursor goes on behind them. */
  function searchedPage(query: ResultsQuery, matches: Matches): ResultsPage {
    const { cursor, limit, order } = query;
    const isUpwards = order === 'oldest';
    const newest = newestNumber.get() ?? 0;
    const begin = cursor === undefined ? (isUpwards ? 0 : newest + 1) : decodeCursor(cursor);
    const end = isUpwards ? begin + LOOKED_INTO : Math.max(0, begin - LOOKED_INTO);
    const { where, values } = resultsFilter(query, isCommon).add(isUpwards ? 'number <= ?' : 'number >= ?', end);
    // No LIMIT: what matches is found out row by row.
    const rows = db.prepare<unknown[], ExecutionRow>(pageSql(query, where)).iterate(...values, -1);
    const { kept, nextCursor } = cutPage(matching(rows, matches, limit + 1), limit, (row) => row.number);
    const isOver = isUpwards ? end >= newest : end === 0;
    const lookedUpTo = nextCursor === null ? acceptedFrom.get(end) : kept.at(-1)?.accepted_at;
    return {
      items: kept.map(toSummary),
      nextCursor: nextCursor ?? (isOver ? null : encodeCursor(end)),
      ...(lookedUpTo !== undefined && { lookedUpTo }),
    };
  }

  return {
    listResults(query: ResultsQuery): ResultsPage {
      const matches = matcherOf(query);
      if (matches) return searchedPage(query, matches);
      const { where, values } = resultsFilter(query, isCommon);
      const rows = db.prepare<unknown[], ExecutionRow>(pageSql(query, where)).all(...values, query.limit + 1);
      const { kept, nextCursor } = cutPage(rows, query.limit, (row) => row.number);
      return { items: kept.map(toSummary), nextCursor };
    },
    /** Oldest first; the newest {@link MOST_OF_A_UNIT} at most. */
    unitHistory(serialNumber: string): UnitHistory {
      const rows = ofUnit.all(serialNumber, MOST_OF_A_UNIT + 1);
      const told = rows.slice(0, MOST_OF_A_UNIT).map((row) => ({ ...toSummary(row), causes: causesOf(row) }));
      const executions = told.reverse();
      return { serialNumber, executions, isTruncated: rows.length > MOST_OF_A_UNIT };
    },
    /** How many executions that have ended match, and the number of the newest of all. */
    extentOf(filter: ResultsFilter): { total: number; newest: number } {
      const { where, values } = resultsFilter(filter, isCommon).always('ended_at IS NOT NULL');
      const matches = matcherOf(filter);
      if (!matches)
        return db
          .prepare<unknown[], { total: number; newest: number }>(
            `SELECT count(*) AS total, coalesce(max(number), 0) AS newest FROM executions ${where}`,
          )
          .get(...values) as { total: number; newest: number };
      const rows = db.prepare<unknown[], EndedRow>(`${ENDED_ROWS} ${where}`).iterate(...values);
      let [total, newest] = [0, 0];
      for (const row of rows)
        if (matches(row)) {
          total += 1;
          newest = Math.max(newest, row.number);
        }
      return { total, newest };
    },
    /** Of those that have ended and match, the next ones after a number; oldest first. */
    endedAfter(page: EndedAfter): { id: string; number: number }[] {
      const { where, values } = resultsFilter(page.filter, isCommon)
        .always('ended_at IS NOT NULL')
        .add('number > ?', page.after)
        .add('number <= ?', page.newest);
      const rows = db.prepare<unknown[], EndedRow>(`${ENDED_ROWS} ${where} ORDER BY number`).iterate(...values);
      return matching(rows, matcherOf(page.filter) ?? (() => true), page.limit);
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

const ENDED_ROWS = 'SELECT number, id, plan_hash, serial_number, batch_id FROM executions';
type EndedRow = LookedInto & { number: number };

const pageSql = ({ order }: ResultsQuery, where: string) =>
  `SELECT ${EXECUTION_COLUMNS} ${where} ORDER BY number ${order === 'oldest' ? 'ASC' : 'DESC'} LIMIT ?`;

/** The first ones that match; the others are not read. */
function matching<Row extends LookedInto>(rows: Iterable<Row>, matches: Matches, most: number): Row[] {
  const found: Row[] = [];
  for (const row of rows) {
    if (matches(row)) found.push(row);
    if (found.length === most) break;
  }
  return found;
}

export interface EndedAfter {
  filter: ResultsFilter;
  after: number;
  newest: number;
  limit: number;
}
