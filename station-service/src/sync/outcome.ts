/**
 * What a request to NeuroHub has led to. Pure: whatever comes back (a status with headers and body, or an error of the network) is
 * turned into one of five outcomes here, and nowhere else. Only what was understood as an answer of NeuroHub counts; anything that
 * somebody on the way may have said is a reason to ask again.
 */
import { ALARMS } from '@neurohub/contracts/alarms';
import { ERRORS } from '@neurohub/contracts/errors';
import { failureSchema, successOf } from '@neurohub/contracts/rest';
import type * as z from 'zod';
import { retryAfterMs } from './retry-after.ts';

/** Why something was not done, for people. `code` is what NeuroHub said, or one of {@link OWN_PROBLEMS}. */
export interface SyncProblem {
  code: string;
  message: string;
  next: string;
}

export type Outcome<T> =
  | { kind: 'ok'; data: T }
  /** The key, the installation or the protocol is not accepted: nothing will be until a person has acted. */
  | { kind: 'refused'; problem: SyncProblem }
  /** NeuroHub can never take this as it is. Whether that is one record of it or all, is found by sending less. */
  | { kind: 'poison'; problem: SyncProblem }
  /** It has something else under this id, or expects another part of a file. */
  | { kind: 'conflict'; problem: SyncProblem; details: Record<string, unknown> }
  /** Nothing is known, or not now: the same again, not before `afterMs` when it says so. `isWord`: NeuroHub itself has answered. */
  | { kind: 'retry'; problem: SyncProblem; afterMs?: number | undefined; isWord?: boolean };

/** A request has not led to what was wanted. */
export type Failed = Exclude<Outcome<never>, { kind: 'ok' }>;

/** Problems that the station finds itself. */
export const OWN_PROBLEMS = {
  /** No answer at all. */
  BACKEND_UNREACHABLE: ALARMS.BACKEND_UNREACHABLE.next,
  /** An answer, but none of NeuroHub. */
  BACKEND_NOT_UNDERSTOOD:
    'Call IT: something between the station and NeuroHub answers in its place, or backend.url is wrong. Results wait here.',
  BACKEND_REFUSED: ALARMS.BACKEND_REFUSED.next,
} as const;

/** An answer as it came. */
export interface HubAnswer {
  status: number;
  /** Lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

const REFUSED = new Set([401, 403, 426]);
/** 413 is believed from anybody: what is too large for a proxy on the way does not get through by being sent again. */
const TOO_LARGE = 413;
const POISON = new Set([400, TOO_LARGE, 422]);
const CONFLICT = 409;

/** @param nowMs wall clock, for a `Retry-After` that names a date */
export function judgeAnswer<T>(answer: HubAnswer, schema: z.ZodType<T>, nowMs: number): Outcome<T> {
  const { status } = answer;
  const said = parsed(answer.body);
  if (status >= 200 && status < 300) {
    const good = successOf(schema).safeParse(said);
    return good.success
      ? { kind: 'ok', data: good.data.data as T }
      : { kind: 'retry', problem: notUnderstood(answer, 'it is no answer of NeuroHub') };
  }
  return judgeRefusal(answer, said, nowMs);
}

function judgeRefusal(answer: HubAnswer, said: unknown, nowMs: number): Failed {
  const { status } = answer;
  const failure = failureSchema.safeParse(said).data?.error;
  const problem = failure
    ? problemOf(failure.code, `${failure.message} (${status})`)
    : notUnderstood(answer, 'it is no refusal of NeuroHub');
  if (REFUSED.has(status)) return { kind: 'refused', problem: failure ? problem : refusedByWhom(answer) };
  if (POISON.has(status) && (failure || status === TOO_LARGE)) return { kind: 'poison', problem };
  if (status === CONFLICT && failure) return { kind: 'conflict', problem, details: failure.details ?? {} };
  const afterMs = retryAfterMs(header(answer, 'retry-after'), nowMs);
  return { kind: 'retry', problem, ...(afterMs !== undefined && { afterMs }), isWord: failure !== undefined };
}

/** What the network said instead of an answer. */
export function judgeFailure(thrown: unknown): Failed {
  return { kind: 'retry', problem: problemOf('BACKEND_UNREACHABLE', reasonOf(thrown)) };
}

/** A good answer that does not say what it has to, such as one without the ids that were sent. */
export const notAnswered = (message: string): Failed => ({
  kind: 'retry',
  problem: problemOf('BACKEND_NOT_UNDERSTOOD', message),
});

export function problemOf(code: string, message: string): SyncProblem {
  const own: Readonly<Record<string, string>> = OWN_PROBLEMS;
  const known: Readonly<Record<string, { next: string }>> = ERRORS;
  const next = own[code] ?? known[code]?.next ?? 'Read the message; call IT if it stays.';
  return { code, message: message.slice(0, 1000), next };
}

const notUnderstood = ({ status, headers, body }: HubAnswer, why: string): SyncProblem => {
  const type = headers['content-type'] ?? 'no content type';
  const begin = body.trim().slice(0, 60).replaceAll(/\s+/g, ' ');
  return problemOf('BACKEND_NOT_UNDERSTOOD', `answered ${status} (${type}): ${why}${begin && `: ${begin}`}`);
};

const refusedByWhom = ({ status }: HubAnswer): SyncProblem =>
  problemOf('BACKEND_REFUSED', `answered ${status}, without saying why`);

function header({ headers }: HubAnswer, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON: whoever asks sees that nothing fits.
    return undefined;
  }
}

/** A chain of causes in one line: undici and Node put what happened into different ones. */
function reasonOf(thrown: unknown): string {
  const texts: string[] = [];
  for (let error: unknown = thrown; error instanceof Error && texts.length < 4; error = error.cause) {
    const code =
      'code' in error && typeof error.code === 'string' && !error.message.includes(error.code) ? `${error.code} ` : '';
    const first = error instanceof AggregateError ? String(error.errors[0]?.message ?? '') : '';
    texts.push(`${code}${error.message || first || error.name}`);
  }
  return [...new Set(texts)].join(': ') || String(thrown);
}
