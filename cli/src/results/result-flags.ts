import { CodedError } from '@neurohub/contracts/errors';
import { resultsFilterShape } from '@neurohub/contracts/rest';
import * as z from 'zod';
import { type CommandInput, type Flag, textOf } from '../command.ts';

/** Which results are meant, by the names that people type. */
const KEYS = {
  serial: 'serialNumber',
  batch: 'batchId',
  sequence: 'sequence',
  verdict: 'verdict',
  mode: 'mode',
  lot: 'lot',
  'part-number': 'partNumber',
  operator: 'operator',
  step: 'step',
  measurement: 'measurement',
  cause: 'cause',
  from: 'from',
  to: 'to',
} as const;

export const RESULT_FLAGS: Record<keyof typeof KEYS, Flag> = {
  serial: { value: 'number', help: 'serial number; with * at the end what begins with it' },
  batch: { value: 'ids', help: 'of batches, with commas between' },
  sequence: { value: 'names', help: 'of sequences, with commas between' },
  verdict: { value: 'verdicts', help: 'PASS, FAIL, ERROR, ABORTED, with commas between' },
  mode: { value: 'mode', help: 'production or debug' },
  lot: { value: 'lot', help: 'exact' },
  'part-number': { value: 'number', help: 'exact' },
  operator: { value: 'name', help: 'exact' },
  step: { value: 'name', help: 'that has a try of this step' },
  measurement: { value: 'name', help: 'that has measured this' },
  cause: { value: 'causes', help: 'failed, error: that failed by this step or measurement' },
  from: { value: 'time', help: 'accepted at or after, such as 2026-11-26 or 2026-11-26T08:00' },
  to: { value: 'time', help: 'accepted before' },
};

/** As the query of GET /api/results. @throws USAGE */
export function resultQuery({ flags }: CommandInput): Record<string, string> {
  const given = Object.entries(KEYS).flatMap(([flag, key]): [string, string][] => {
    const text = textOf(flags[flag]);
    if (text === undefined) return [];
    return [[key, flag === 'from' || flag === 'to' ? timeOf(flag, text) : text]];
  });
  const query = Object.fromEntries(given);
  const { error } = z.strictObject(resultsFilterShape).safeParse(query);
  const [problem] = error?.issues ?? [];
  if (!problem) return query;
  const flag = Object.entries(KEYS).find(([, key]) => key === problem.path[0])?.[0];
  throw new CodedError('USAGE', `--${flag} "${textOf(flags[flag ?? ''])}": ${problem.message}`);
}

/** Local time, unless it says otherwise; a day alone begins at its midnight. */
function timeOf(flag: string, text: string): string {
  const at = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
  if (Number.isNaN(at.getTime()))
    throw new CodedError('USAGE', `--${flag} "${text}" is no time, such as 2026-11-26T08:00`);
  return at.toISOString();
}
