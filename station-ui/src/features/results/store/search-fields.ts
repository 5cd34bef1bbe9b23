/** The fields of the search as a person fills them in, and the query that they mean. Pure but for the time zone of the browser. */
import type { ResultsSearch } from '../api/explorer-api.ts';

/** Always in sight. */
export const MAIN_FIELDS = ['serialNumber', 'verdict', 'batchId', 'from', 'to'] as const;
/** Behind a fold. */
export const MORE_FIELDS = [
  ...(['sequence', 'mode', 'lot', 'partNumber', 'operator', 'step', 'measurement', 'cause'] as const),
] as const;
export type SearchField = (typeof MAIN_FIELDS)[number] | (typeof MORE_FIELDS)[number];
/** `from` and `to` are days; empty: not set. */
export type SearchFields = Readonly<Record<SearchField, string>>;

const ALL_FIELDS: readonly SearchField[] = [...MAIN_FIELDS, ...MORE_FIELDS];

/** A query with what the fields say; what has no field stays as it is. The day in `to` is included. */
export function searchOf(fields: SearchFields, before: ResultsSearch = {}): ResultsSearch {
  const said = { ...fields, from: dayBegin(fields.from, 0), to: dayBegin(fields.to, 1) };
  const others = Object.entries(before).filter(([key, value]) => !isField(key) || (value === '' && said[key] === ''));
  const given = Object.entries(said).flatMap(([key, value]) => (value.trim() ? [[key, value.trim()] as const] : []));
  return Object.fromEntries([...others, ...given]);
}

export function fieldsOf(search: ResultsSearch): SearchFields {
  const known = Object.fromEntries(ALL_FIELDS.map((field) => [field, search[field] ?? ''])) as Record<
    SearchField,
    string
  >;
  return { ...known, from: dayOf(known.from, 0), to: dayOf(known.to, -1) };
}

/** What else a search is narrowed by than its main fields: each is told, and can be taken off. From when to when is one. */
export function narrowings(search: ResultsSearch): (readonly [key: string, value: string][])[] {
  const isMain = (key: string) => MAIN_FIELDS.some((field) => field === key);
  const told = Object.entries(search).filter(([key]) => !isMain(key) && key !== 'order');
  const isTime = ([key]: readonly [string, string]) => key === 'endedFrom' || key === 'endedTo';
  const times = told.filter(isTime);
  return [...(times.length > 0 ? [times] : []), ...told.filter((one) => !isTime(one)).map((one) => [one])];
}

const isField = (key: string): key is SearchField => ALL_FIELDS.some((field) => field === key);

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
