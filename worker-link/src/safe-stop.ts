/** Makes armed instruments safe: a cold process for each, all at once, so that none waits for another whose driver hangs. */
import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type ArmedInstrument, armedInstrumentSchema } from '@neurohub/contracts/armed';
import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import { faultEnvironment } from '@neurohub/contracts/kill-point';
import {
  type SafeStopBoot,
  type SafeStopResult,
  safeStopLimitMs,
  safeStopResultSchema,
} from '@neurohub/contracts/safe-stop';
import { SAFE_WITHIN_MS } from '@neurohub/contracts/vocabulary';
import { inheritedEnvironment } from './inherited-environment.ts';

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

export interface SafeStopFiles {
  /** The built `safe-stop.js`. */
  safeStopEntry: string;
  sdkModule: string;
  armedDir: string;
}

/** An armed file as it lies there. */
export interface ArmedFile {
  file: string;
  /** Null when it cannot be read: it may be cut short, and is no less a warning. */
  armed: ArmedInstrument | null;
}

export interface SafeStopOptions {
  /** How long an orphan that has an instrument is let before it is ended. */
  graceMs: number;
  /** @default SAFE_WITHIN_MS */
  deadlineMs?: number | undefined;
  /** Where the values of `${NAME}` are looked up. Only those that an instrument names are handed on. */
  env: Readonly<Record<string, string | undefined>>;
  /** What drivers print. */
  onOutput?: ((file: string, text: string) => void) | undefined;
}

/** Every armed file of the folder; none without the folder. @throws when it cannot be looked into: that does not mean that all is safe */
export async function armedFiles(folder: string): Promise<ArmedFile[]> {
  const all = await readdir(folder).catch((thrown) => (isMissing(thrown) ? [] : Promise.reject(thrown)));
  const names = all.filter((name) => name.endsWith('.json')).sort();
  const found = await Promise.all(
    names.map(async (file): Promise<ArmedFile[]> => {
      try {
        return [{ file, armed: parse(await readFile(join(folder, file), 'utf8')) }];
      } catch (thrown) {
        // Made safe between the two, or nobody may read it: the process that is to make it safe says why.
        return isMissing(thrown) ? [] : [{ file, armed: null }];
      }
    }),
  );
  return found.flat();
}

/** A file that cannot be read still has the name of its instrument: `<batch>.<hardware>.json`. */
export function isArmedBy(batchId: string, { file, armed }: ArmedFile): boolean {
  return armed ? armed.batchId === batchId : file.startsWith(`${batchId}.`);
}

/** Also by the name of its file: a second driver of the instrument has `<instrument>+<hardware>.json`. */
export function isOfInstrument(instrument: string, { file, armed }: ArmedFile): boolean {
  return (armed?.instrument ?? file.replace(/\.json$/, '').split('+')[0]) === instrument;
}

function isMissing(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'ENOENT';
}

/** One result for each, in the same order; never rejects. May be called while another call is on: the second finds nothing to do. */
export function safeStop(
  files: SafeStopFiles,
  armed: readonly ArmedFile[],
  options: SafeStopOptions,
): Promise<SafeStopResult[]> {
  return Promise.all(armed.map((one) => stopOne(files, one, options)));
}

async function stopOne(files: SafeStopFiles, one: ArmedFile, options: SafeStopOptions): Promise<SafeStopResult> {
  const begun = performance.now();
  try {
    return await run(files, one, options);
  } catch (thrown) {
    return {
      file: one.file,
      instrument: one.armed?.instrument ?? one.file.replace(/\.json$/, ''),
      batchId: one.armed?.batchId ?? null,
      outcome: 'failed',
      error: toErrorData(thrown, 'INSTRUMENT_NOT_SAFE'),
      durationMs: performance.now() - begun,
    };
  }
}

async function run(
  files: SafeStopFiles,
  { file, armed }: ArmedFile,
  options: SafeStopOptions,
): Promise<SafeStopResult> {
  const { graceMs, deadlineMs = SAFE_WITHIN_MS, onOutput } = options;
  const { safeStopEntry, sdkModule, armedDir } = files;
  const child = spawn(process.execPath, [safeStopEntry], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inheritedEnvironment(), ...faultEnvironment() },
  });
  const boot: SafeStopBoot = { armedDir, file, sdkModule, graceMs, deadlineMs, secrets: secretsOf(armed, options.env) };
  child.stdin.on('error', () => undefined);
  child.stdin.end(`${JSON.stringify(boot)}\n`);
  const limit = setTimeout(() => child.kill('SIGKILL'), safeStopLimitMs(boot));
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  const [answer, printed, how] = await Promise.all([text(child.stdout), text(child.stderr), ended]).finally(() =>
    clearTimeout(limit),
  );
  if (printed.trim()) onOutput?.(file, printed.trim());
  const result = answer.trim().split('\n').at(-1);
  if (!result) throw new CodedError('INSTRUMENT_NOT_SAFE', `${file}: its safe-stop process ended with ${how}`);
  return safeStopResultSchema.parse(JSON.parse(result));
}

/** The variables that its settings name, as far as they are set: the process says which is missing. */
function secretsOf(armed: ArmedInstrument | null, env: SafeStopOptions['env']): Record<string, string> {
  const named = Object.values(armed?.driver.config ?? {}).flatMap((value) =>
    typeof value === 'string' ? [...value.matchAll(REFERENCE)].map(([, name = '']) => name) : [],
  );
  return Object.fromEntries(named.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

function parse(content: string): ArmedInstrument | null {
  try {
    return armedInstrumentSchema.parse(JSON.parse(content));
  } catch {
    return null;
  }
}
