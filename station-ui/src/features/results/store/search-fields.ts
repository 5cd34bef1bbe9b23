/** The fields of the search as a person fills them in, and the query that they mean. Pure but for the time zone of the browser. */
import type { ResultsSearch } from '../api/explorer-api.ts';

export const SEARCH_FIELDS = ['serialNumber', 'verdict', 'batchId', 'mode', 'lot', 'operator', 'from', 'to'] as const;
export type SearchField = (typeof SEARCH_FIELDS)[number];
/** `from` and `to` are days; empty: not set. */
export type SearchFields = Readonly<Record<SearchField, string>>;

export const NO_FIELDS: SearchFields = {
  ...{ serialNumber: '', verdict: '', batchId: '', mode: '', lot: '', operator: '', from: '', to: '' },
};

/** The day in `to` is included. */
export function searchOf(fields: SearchFields): ResultsSearch {
  const query = { ...fields, from: dayBegin(fields.from, 0), to: dayBegin(fields.to, 1) };
  return Object.fromEntries(
    Object.entries(query).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()]] : [])),
  );
}

/** The other way round, for a search that was kept. What has no field here is left out. */
export function fieldsOf(search: ResultsSearch): SearchFields {
  const known = Object.fromEntries(SEARCH_FIELDS.map((field) => [field, search[field] ?? ''])) as Record<
    SearchField,
    string
  >;
  return { ...known, from: dayOf(known.from, 0), to: dayOf(known.to, -1) };
}

function dayBegin(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return day === '' ? '' : new Date(year, month - 1, date + later).toISOString();
}

function dayOf(iso: string, later: number): string {
  if (iso === '') return '';
  const at = new Date(iso);
  const day = new Date(at.getFullYear(), at.getMonth(), at.getDate() + later);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
