/** What a command asks of the running station, over its REST. */
import { CodedError, ERRORS, type ErrorCode } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { type CommandInput, type Flag, textOf } from './command.ts';
import { credentialsFor } from './station-credentials.ts';

const DEFAULT_URL = 'http://127.0.0.1:8080';
const TIMEOUT_MS = 10_000;
/** A large file over a slow line. */
const FILE_TIMEOUT_MS = 3_600_000;

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

/** A good answer that is a file. @throws STATION_OUT_OF_REACH; what the station refuses with */
export async function streamFromStation(input: CommandInput, path: string): Promise<Response> {
  const response = await sendAs(input, path, { method: 'GET', timeoutMs: FILE_TIMEOUT_MS });
  if (response.ok) return response;
  throw refusalOf(answerSchema.parse(await jsonOf(response)));
}

async function ask(input: CommandInput, path: string, asked: Asked): Promise<unknown> {
  const answer = answerSchema.parse(await jsonOf(await sendAs(input, path, asked)));
  if (answer.success) return answer.data;
  throw refusalOf(answer);
}

/** As whoever the environment says. */
async function sendAs(input: CommandInput, path: string, asked: Asked): Promise<Response> {
  const base = textOf(input.flags['url']) ?? (input.env['STATION_URL'] || DEFAULT_URL);
  const credentials = await credentialsFor(input, (to, body) =>
    send(new URL(to, base), { method: 'POST', timeoutMs: TIMEOUT_MS, body }, {}),
  );
  return send(new URL(path, base), asked, credentials);
}

function refusalOf(answer: z.infer<typeof answerSchema>): CodedError {
  if (answer.success) return new CodedError('INTERNAL_ERROR', 'the station refused, and said that it did not');
  const { code, message } = answer.error;
  return new CodedError(code in ERRORS ? (code as ErrorCode) : 'INTERNAL_ERROR', message);
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
