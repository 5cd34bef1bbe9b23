/** What a filter of results means for the columns of an execution. */
import type { ResultsFilter, ResultsQuery } from '@neurohub/contracts/rest';
import { decodeCursor } from './page-cursor.ts';
import { IS_COUNTED, IS_COUNTED_AS, isFirstIn } from './production-queries.ts';
import { comparableTime, RowFilter } from './row-filter.ts';

/** @param isCommon whether many executions have a serial number that begins so */
export function resultsFilter(
  query: ResultsFilter & Pick<Partial<ResultsQuery>, 'cursor' | 'order'>,
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
    .add('ended_at >= ?', comparableTime(query.endedFrom))
    .add('ended_at < ?', comparableTime(query.endedTo))
    .add(
      query.order === 'oldest' ? 'number > ?' : 'number < ?',
      query.cursor === undefined ? undefined : decodeCursor(query.cursor),
    );
  addCounted(filter, query);
  addContent(filter, query);
  return addSerialNumber(filter, query, isCommon);
}

function addCounted(filter: RowFilter, { countedAs, first, mode, endedFrom, endedTo }: ResultsFilter): void {
  // What has ended has a verdict; said in these words, the index of counted executions knows when.
  const isByEnd = mode === 'production' && (endedFrom ?? endedTo) !== undefined;
  if (isByEnd || countedAs !== undefined || first !== undefined) filter.always(IS_COUNTED);
  if (countedAs) filter.always(`(${countedAs.map((as) => IS_COUNTED_AS[as]).join(' OR ')})`);
  if (first !== undefined) filter.always(first ? isFirstIn('executions') : `NOT ${isFirstIn('executions')}`);
}

/** What can be said without looking into an execution; the rest is in content-search.ts. */
function addContent(filter: RowFilter, { step, cause, measurement, valueFrom, valueBelow }: ResultsFilter): void {
  const hasTry = 'SELECT 1 FROM steps AS s WHERE s.execution_id = executions.id AND s.name = ?';
  filter.add(`EXISTS (${hasTry} AND s.status <> 'skipped')`, step);
  if (cause) filter.always("+verdict <> 'PASS'");
  if (!measurement || cause) return;
  // Of any try; numbers that were made of a series are in a text of their own.
  const ofStep = step === undefined ? '' : 'AND m.step_name = ?';
  const isAsked = "m.kind = 'series' OR (m.name = ? AND coalesce(m.value >= ?, 1) AND coalesce(m.value < ?, 1))";
  filter.always(
    `EXISTS (SELECT 1 FROM measurements AS m WHERE m.execution_id = executions.id ${ofStep} AND (${isAsked}))`,
    ...(step === undefined ? [] : [step]),
    ...[measurement, valueFrom ?? Number.NEGATIVE_INFINITY, valueBelow ?? Number.POSITIVE_INFINITY],
  );
}

function addSerialNumber(
  filter: RowFilter,
  { serialNumber }: ResultsFilter,
  isCommon: (prefix: string) => boolean,
): RowFilter {
  if (!serialNumber?.endsWith('*')) return filter.add('serial_number = ?', serialNumber);
  const prefix = serialNumber.slice(0, -1);
  // The unary plus keeps SQLite from the index: the rows of a prefix that many have would all be read and sorted for one page.
  const column = isCommon(prefix) ? '+serial_number' : 'serial_number';
  return filter.add(`${column} >= ?`, prefix).add(`${column} < ?`, prefix + LAST_CHARACTER);
}

/** No text is behind this one, in the order of bytes that SQLite compares by. */
export const LAST_CHARACTER = '\u{10FFFF}';
