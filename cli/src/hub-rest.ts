/** What a command asks of NeuroHub, over its REST, in the name of a person. */
import { CodedError, ERRORS, type ErrorCode } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { type CommandInput, type Flag, textOf } from './command.ts';

const TIMEOUT_MS = 60_000;

export const HUB_FLAG: Record<string, Flag> = {
  hub: {
    value: 'address',
    help: 'of NeuroHub (default NEUROHUB_URL); who you are is taken from NEUROHUB_USER and NEUROHUB_PASSWORD',
  },
};

const answerSchema = z.union([
  z.object({ success: z.literal(true), data: z.unknown() }),
  z.object({
    success: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()).optional() }),
  }),
]);

/**
 * Sends bytes, signed in for as long as that takes, and gives `data` of the answer.
 * @throws HUB_OUT_OF_REACH; what NeuroHub refuses with; USAGE when it is not said where it is, or who asks
 */
export async function postBytesToHub(
  { flags, env }: Pick<CommandInput, 'flags' | 'env'>,
  path: string,
  { bytes, type }: { bytes: Buffer<ArrayBuffer>; type: string },
): Promise<unknown> {
  const base = textOf(flags['hub']) ?? env['NEUROHUB_URL'];
  if (!base) throw new CodedError('USAGE', '--hub <address> is missing: where NeuroHub is');
  const cookie = await signIn(base, env);
  const headers = { cookie, 'x-station-csrf': '1' };
  try {
    return await dataOf(await send(base, path, { body: bytes, headers: { ...headers, 'content-type': type } }));
  } finally {
    await send(base, '/api/auth/logout', { headers });
  }
}

async function signIn(base: string, env: CommandInput['env']): Promise<string> {
  const { NEUROHUB_USER: name, NEUROHUB_PASSWORD: password } = env;
  if (!name || !password)
    throw new CodedError('USAGE', 'NEUROHUB_USER and NEUROHUB_PASSWORD are missing: an engineer of NeuroHub');
  const headers = { 'content-type': 'application/json' };
  const response = await send(base, '/api/auth/login', { headers, body: JSON.stringify({ name, password }) });
  await dataOf(response);
  return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function send(
  base: string,
  path: string,
  request: { headers: Record<string, string>; body?: string | Buffer<ArrayBuffer> },
): Promise<Response> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return await fetch(new URL(path, base), { method: 'POST', ...request, signal, redirect: 'error' });
  } catch (cause) {
    throw new CodedError('HUB_OUT_OF_REACH', `no NeuroHub answers at ${base}`, { cause });
  }
}

async function dataOf(response: Response): Promise<unknown> {
  const { data: answer } = answerSchema.safeParse(await response.json().catch(() => null));
  if (!answer) throw new CodedError('HUB_OUT_OF_REACH', `what answers at ${response.url} is no NeuroHub`);
  if (answer.success) return answer.data;
  const { code, message, details } = answer.error;
  throw new CodedError(code in ERRORS ? (code as ErrorCode) : 'INTERNAL_ERROR', message, { details });
}
