/** Which lines are looked at: in the address, in the question to the service, and for lines that come live. Pure. */
import type { LogEvent } from '@neurohub/contracts/events';
import { LOG_SOURCES, type LogSource } from '@neurohub/contracts/rest';
import { LOG_LEVELS, type LogLevel } from '@neurohub/contracts/vocabulary';

export const FILTER_FIELDS = ['level', 'batch', 'execution', 'step', 'source', 'text', 'from', 'to'] as const;
export type LogFilterField = (typeof FILTER_FIELDS)[number];
/** Empty where nothing is said. `from` and `to` are ISO 8601. */
export type LogFilter = Readonly<Record<LogFilterField, string>>;

export const NO_FILTER = Object.fromEntries(FILTER_FIELDS.map((field) => [field, ''])) as LogFilter;

const EXECUTION_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the address says; what nobody could have chosen is left out. */
export function filterOfQuery(query: URLSearchParams): LogFilter {
  const read = Object.fromEntries(FILTER_FIELDS.map((field) => [field, query.get(field)?.trim() ?? ''])) as LogFilter;
  return {
    ...read,
    level: isLevel(read.level) ? read.level : '',
    source: isSource(read.source) ? read.source : '',
    execution: EXECUTION_ID.test(read.execution) ? read.execution : '',
    from: isoOf(read.from),
    to: isoOf(read.to),
  };
}

export function queryOfFilter(filter: LogFilter): URLSearchParams {
  return new URLSearchParams(FILTER_FIELDS.flatMap((field) => (filter[field] ? [[field, filter[field]]] : [])));
}

const API_NAMES: Partial<Record<LogFilterField, string>> = {
  batch: 'batchId',
  execution: 'executionId',
  text: 'search',
};

export function apiQueryOf(filter: LogFilter): URLSearchParams {
  return new URLSearchParams(
    FILTER_FIELDS.flatMap((field) => (filter[field] ? [[API_NAMES[field] ?? field, filter[field]]] : [])),
  );
}

/** Whether the service would give this line. It finds ASCII letters in either case, as SQLite does. */
export function matchesFilter(filter: LogFilter, line: LogEvent): boolean {
  const { level, batch, execution, step, text, from, to, source } = filter;
  return (
    (!isLevel(level) || LOG_LEVELS.indexOf(line.level) >= LOG_LEVELS.indexOf(level)) &&
    (batch === '' || line.batchId === batch) &&
    (execution === '' || line.executionId === execution) &&
    (step === '' || line.step === step) &&
    (source === '' || sourceOf(line) === source) &&
    (text === '' || asciiLower(line.message).includes(asciiLower(text))) &&
    (from === '' || line.at >= from) &&
    (to === '' || line.at < to)
  );
}

export function sourceOf({ step, executionId }: LogEvent): LogSource {
  if (step !== undefined) return 'step';
  return executionId === undefined ? 'batch' : 'execution';
}

const asciiLower = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
const isLevel = (text: string): text is LogLevel => (LOG_LEVELS as readonly string[]).includes(text);
const isSource = (text: string): text is LogSource => (LOG_SOURCES as readonly string[]).includes(text);

/** Any way to write a moment → the one way; empty for what is none. */
export function isoOf(text: string): string {
  const moment = new Date(text);
  return text === '' || Number.isNaN(moment.getTime()) ? '' : moment.toISOString();
}

/** For a field of date and time, which knows no zone: in the zone of this computer. */
export function localOf(iso: string): string {
  if (iso === '') return '';
  const moment = new Date(iso);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
