/** What a command asks of the station's own reader of station.yaml: a process of the service, which ends with its answer. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { configChangeSchema } from '@neurohub/contracts/config-rest';
import { CodedError, ERRORS, type ErrorCode } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { BUILT } from './built-files.ts';
import { type CommandInput, type Flag, textOf } from './command.ts';

const TIMEOUT_MS = 60_000;
const LARGEST_ANSWER = 32 * 1024 ** 2;

/** The same name, variable and default as the service has. */
export const CONFIG_FLAG: Record<string, Flag> = {
  config: { value: 'file', help: 'station.yaml (default STATION_CONFIG, then config/station.yaml)' },
};

const dataSchema = z.object({
  file: z.string(),
  hash: z.string(),
  warnings: z.array(z.string()),
  changes: z.array(configChangeSchema).default([]),
  resolved: z.record(z.string(), z.unknown()).optional(),
  text: z.string().default(''),
  fromFlags: z.array(z.string()).default([]),
});
export type ConfigToolAnswer = z.infer<typeof dataSchema>;

const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), data: dataSchema }),
  z.object({
    ok: z.literal(false),
    error: z.object({
      code: z.string(),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
]);

/** @throws what the station has against the file, or against the change */
export async function askConfigTool(
  { cwd, flags, env }: CommandInput,
  request: { verb: string } & Record<string, unknown>,
): Promise<ConfigToolAnswer> {
  const whole = { ...request, configFile: textOf(flags['config']) };
  const args = [BUILT.configTool, JSON.stringify(whole)];
  const options = { cwd, env, timeout: TIMEOUT_MS, maxBuffer: LARGEST_ANSWER };
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  const answer = answerSchema.parse(JSON.parse(stdout));
  if (answer.ok) return answer.data;
  const { code, message, details } = answer.error;
  throw new CodedError(code in ERRORS ? (code as ErrorCode) : 'INTERNAL_ERROR', message, { details });
}
