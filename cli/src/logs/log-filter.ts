/** Which lines of the log somebody wants to see. Pure. */
import { CodedError } from '@neurohub/contracts/errors';
import type { LogLine } from '@neurohub/contracts/log-line';
import { LOG_LEVELS, type LogLevel } from '@neurohub/contracts/vocabulary';
import { type CommandInput, type Flag, textOf } from '../command.ts';

export const FILTER_FLAGS: Record<string, Flag> = {
  level: { value: 'level', help: `this and worse: ${LOG_LEVELS.join(', ')}` },
  batch: { value: 'id', help: 'what is said about this batch' },
  execution: { value: 'id', help: 'what is said about this execution' },
  name: { value: 'part', help: 'what this part of the station says, such as batch, execution, sequence, alarm' },
  search: { value: 'text', help: 'lines with this text anywhere, in upper or lower case' },
  since: { value: 'time', help: 'from this time on: 10m, 2h, 3d, or 2026-11-26T08:00:00Z' },
};

export interface LogFilter {
  level?: LogLevel | undefined;
  batch?: string | undefined;
  execution?: string | undefined;
  name?: string | undefined;
  search?: string | undefined;
  /** Milliseconds since 1970. */
  since?: number | undefined;
}

/** @throws USAGE for a level or a time that is none */
export function readFilter({ flags }: Pick<CommandInput, 'flags'>, nowMs: number): LogFilter {
  const since = textOf(flags['since']);
  return {
    level: toLevel(textOf(flags['level'])),
    batch: textOf(flags['batch']),
    execution: textOf(flags['execution']),
    name: textOf(flags['name']),
    search: textOf(flags['search'])?.toLowerCase(),
    since: since === undefined ? undefined : toMoment(since, nowMs),
  };
}

export function isWanted(line: LogLine, { level, batch, execution, name, search, since }: LogFilter): boolean {
  if (level !== undefined && LOG_LEVELS.indexOf(line.level as LogLevel) < LOG_LEVELS.indexOf(level)) return false;
  if (batch !== undefined && line['batchId'] !== batch) return false;
  if (execution !== undefined && line['executionId'] !== execution) return false;
  if (name !== undefined && line.name !== name) return false;
  if (since !== undefined && !(Date.parse(line.time) >= since)) return false;
  return search === undefined || JSON.stringify(line).toLowerCase().includes(search);
}

function toLevel(text: string | undefined): LogLevel | undefined {
  if (text === undefined) return undefined;
  const level = LOG_LEVELS.find((one) => one === text.toLowerCase());
  if (!level) throw new CodedError('USAGE', `--level: expected ${LOG_LEVELS.join(', ')}, got "${text}"`);
  return level;
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function toMoment(text: string, nowMs: number): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const moment = count === '' ? Date.parse(text) : nowMs - Number(count) * (UNITS_MS[unit] ?? 0);
  if (Number.isNaN(moment)) throw new CodedError('USAGE', `--since: expected 10m, 2h, 3d or a time, got "${text}"`);
  return moment;
}
