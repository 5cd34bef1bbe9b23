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
export async function getFromStation({ flags, env }: CommandInput, path: string): Promise<unknown> {
  const base = textOf(flags['url']) ?? (env['STATION_URL'] || DEFAULT_URL);
  const answer = answerSchema.parse(await read(new URL(path, base)));
  if (answer.success) return answer.data;
  const { code, message } = answer.error;
  throw new CodedError(code in ERRORS ? (code as ErrorCode) : 'INTERNAL_ERROR', message);
}

async function read(url: URL): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return await response.json();
  } catch (cause) {
    throw new CodedError('STATION_OUT_OF_REACH', `no station answers at ${url.origin}`, { cause });
  }
}
