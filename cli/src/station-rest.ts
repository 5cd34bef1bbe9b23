/** What a command asks of the running station, over its REST. */
import { CodedError, ERRORS, type ErrorCode } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { type CommandInput, type Flag, textOf } from './command.ts';

const DEFAULT_URL = 'http://127.0.0.1:8080';
const TIMEOUT_MS = 10_000;

export const URL_FLAG: Record<string, Flag> = {
  url: {
    value: 'address',
    help: `of the station (default STATION_URL, or ${DEFAULT_URL}); an API key is taken from STATION_API_KEY`,
  },
};

const answerSchema = z.union([
  z.object({ success: z.literal(true), data: z.unknown() }),
  z.object({ success: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** `data` of a good answer. @throws STATION_OUT_OF_REACH; what the station refuses with */
export function getFromStation(input: CommandInput, path: string): Promise<unknown> {
  return ask(input, path, { method: 'GET', timeoutMs: TIMEOUT_MS });
}

/** As {@link getFromStation}, for what changes something. */
export function postToStation(
  input: CommandInput,
  path: string,
  { timeoutMs = TIMEOUT_MS }: { timeoutMs?: number } = {},
): Promise<unknown> {
  return ask(input, path, { method: 'POST', timeoutMs });
}

interface Asked {
  method: 'GET' | 'POST';
  timeoutMs: number;
  /** Of a station with authentication. Never on the command line, where others see it. */
  apiKey?: string | undefined;
}

async function ask({ flags, env }: CommandInput, path: string, asked: Asked): Promise<unknown> {
  const base = textOf(flags['url']) ?? (env['STATION_URL'] || DEFAULT_URL);
  const answer = answerSchema.parse(
    await read(new URL(path, base), { ...asked, apiKey: env['STATION_API_KEY'] || undefined }),
  );
  if (answer.success) return answer.data;
  const { code, message } = answer.error;
  throw new CodedError(code in ERRORS ? (code as ErrorCode) : 'INTERNAL_ERROR', message);
}

async function read(url: URL, { method, timeoutMs, apiKey }: Asked): Promise<unknown> {
  const headers = apiKey === undefined ? {} : { 'x-api-key': apiKey };
  try {
    const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(timeoutMs) });
    return await response.json();
  } catch (cause) {
    throw new CodedError('STATION_OUT_OF_REACH', `no station answers at ${url.origin}`, { cause });
  }
}
