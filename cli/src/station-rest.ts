/** What a command asks of the running station, over its REST. */
import { CodedError, ERRORS, type ErrorCode } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { type CommandInput, type Flag, textOf } from './command.ts';
import { credentialsFor } from './station-credentials.ts';

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
  { timeoutMs = TIMEOUT_MS, ...rest }: { timeoutMs?: number; method?: 'PUT' | 'DELETE'; body?: object } = {},
): Promise<unknown> {
  return ask(input, path, { method: 'POST', timeoutMs, ...rest });
}

interface Asked {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  timeoutMs: number;
  body?: object;
}

async function ask(input: CommandInput, path: string, asked: Asked): Promise<unknown> {
  const base = textOf(input.flags['url']) ?? (input.env['STATION_URL'] || DEFAULT_URL);
  const credentials = await credentialsFor(input, (to, body) =>
    send(new URL(to, base), { method: 'POST', timeoutMs: TIMEOUT_MS, body }, {}),
  );
  const answer = answerSchema.parse(await jsonOf(await send(new URL(path, base), asked, credentials)));
  if (answer.success) return answer.data;
  const { code, message } = answer.error;
  throw new CodedError(code in ERRORS ? (code as ErrorCode) : 'INTERNAL_ERROR', message);
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (cause) {
    throw new CodedError('STATION_OUT_OF_REACH', `what answers at ${response.url} is no station`, { cause });
  }
}

async function send(
  url: URL,
  { method, timeoutMs, body }: Asked,
  credentials: Record<string, string>,
): Promise<Response> {
  const json = body && { headers: { ...credentials, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    return await fetch(url, { method, headers: credentials, signal: AbortSignal.timeout(timeoutMs), ...json });
  } catch (cause) {
    throw new CodedError('STATION_OUT_OF_REACH', `no station answers at ${url.origin}`, { cause });
  }
}
