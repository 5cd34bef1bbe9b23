/** What a command asks of the running station, over its REST. */
import { CodedError, ERRORS, type ErrorCode } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { type CommandInput, type Flag, textOf } from './command.ts';

const DEFAULT_URL = 'http://127.0.0.1:8080';
const TIMEOUT_MS = 10_000;

export const URL_FLAG: Record<string, Flag> = {
  url: { value: 'address', help: `of the station (default STATION_URL, or ${DEFAULT_URL})` },
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

async function ask({ flags, env }: CommandInput, path: string, asked: Asked): Promise<unknown> {
  const base = textOf(flags['url']) ?? (env['STATION_URL'] || DEFAULT_URL);
  const answer = answerSchema.parse(await read(new URL(path, base), asked, credentialsOf(env)));
  if (answer.success) return answer.data;
  const { code, message } = answer.error;
  throw new CodedError(code in ERRORS ? (code as ErrorCode) : 'INTERNAL_ERROR', message);
}

/** Where people have to sign in: never on a command line, which every process of the machine can read. */
function credentialsOf(env: CommandInput['env']): Record<string, string> {
  const { STATION_API_KEY: key, STATION_USER: user, STATION_PASSWORD: password } = env;
  if (key) return { 'x-api-key': key };
  if (!user || !password) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

async function read(url: URL, { method, timeoutMs, body }: Asked, who: Record<string, string>): Promise<unknown> {
  try {
    const json = body && { headers: { ...who, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(url, { method, headers: who, signal: AbortSignal.timeout(timeoutMs), ...json });
    return await response.json();
  } catch (cause) {
    throw new CodedError('STATION_OUT_OF_REACH', `no station answers at ${url.origin}`, { cause });
  }
}
