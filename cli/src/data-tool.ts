/** What a command asks of the service while no station runs: a process of the service, which takes the data folder as a station does. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CodedError, ERRORS, type ErrorCode } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { BUILT } from './built-files.ts';
import { type CommandInput, textOf } from './command.ts';

const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: z.unknown() }),
  z.object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** No time limit: what it does is not to be broken off. @throws what the service refuses with */
export async function askDataTool(
  input: CommandInput,
  request: { verb: string } & Record<string, unknown>,
): Promise<unknown> {
  const { cwd, flags, env } = input;
  const whole = { ...request, configFile: textOf(flags['config']), dataDir: textOf(flags['data-dir']) };
  const { stdout } = await promisify(execFile)(process.execPath, [BUILT.dataTool, JSON.stringify(whole)], { cwd, env });
  const answer = answerSchema.parse(JSON.parse(stdout));
  if (answer.ok) return answer.data;
  const { code, message } = answer.error;
  throw new CodedError(code in ERRORS ? (code as ErrorCode) : 'INTERNAL_ERROR', message);
}
