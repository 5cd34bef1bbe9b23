import type { ExportResultsQuery } from '@neurohub/contracts/hub-results';

export type ResultFilter = Omit<ExportResultsQuery, 'serial'> & { serial?: string | undefined };

/**
 * The conditions of every query over results, whatever of them is set: `$1` to {@link FILTER_COUNT} are {@link filterValues}. A value
 * that is null is folded away when the query is planned, so that one text serves all and finds the right index each time.
 */
export const FILTER_CONDITIONS = `($1::text[] IS NULL OR station_id = ANY ($1))
  AND ($2::text[] IS NULL OR batch_id = ANY ($2))
  AND ($3::text[] IS NULL OR sequence_name = ANY ($3))
  AND ($4::text[] IS NULL OR verdict = ANY ($4))
  AND ($5::text IS NULL OR lot = $5)
  AND ($6::text IS NULL OR part_number = $6)
  AND ($7::timestamptz IS NULL OR at >= $7)
  AND ($8::timestamptz IS NULL OR at < $8)`;
export const FILTER_COUNT = 8;

export const filterValues = (filter: ResultFilter): unknown[] => [
  ...[filter.station, filter.batch, filter.sequence, filter.verdict, filter.lot, filter.partNumber].map(orNull),
  ...[filter.from, filter.to].map(orNull),
];

/** Conditions on what not every table has: `$9` to `$13` are {@link unitValues}. */
export const UNIT_CONDITIONS = `($9::text IS NULL OR serial_number = $9)
  AND ($10::text IS NULL OR serial_number >= $10)
  AND ($11::text IS NULL OR serial_number <= $11)
  AND ($12::text IS NULL OR mode = $12)
  AND ($13::boolean IS NULL OR simulated = $13)`;

/** A beginning is a range: every server finds it by index, whatever its language. */
export function unitValues({ serial, mode, simulated }: ResultFilter): unknown[] {
  const beginning = serial?.endsWith('*') ? serial.slice(0, -1) : undefined;
  const range = beginning ? [beginning, `${beginning}\u{10FFFF}`] : [null, null];
  return [beginning === undefined ? orNull(serial) : null, ...range, orNull(mode), orNull(simulated)];
}

const orNull = <T>(value: T | undefined): T | null => value ?? null;
