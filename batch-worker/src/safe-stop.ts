/**
 * The second entry: a cold process that makes one instrument safe. It knows nothing but the armed file and loads nothing but the
 * driver. Order (design §7): the owner is dead → every lock is ours → safeStop() → the file goes.
 * One line of JSON on stdin ({@link SafeStopBoot}), one on stdout ({@link SafeStopResult}).
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Worker } from 'node:worker_threads';
import { type ArmedInstrument, armedInstrumentSchema } from '@neurohub/contracts/armed';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import {
  type SafeStopBoot,
  type SafeStopResult,
  safeStopBootSchema,
  safeStopLimitMs,
} from '@neurohub/contracts/safe-stop';
import type { SafeStopOutcome } from '@neurohub/contracts/vocabulary';
import { removeArmedFile } from './armed-file.ts';
import { makeSafe } from './make-safe.ts';
import { surviveLostReader } from './survive-lost-reader.ts';
import { takeOver } from './take-over.ts';

const begun = performance.now();
// Whatever package code leaves behind unawaited must not end the process before it has answered.
process.on('uncaughtException', (error) => process.stderr.write(`${error.stack}\n`));
process.on('unhandledRejection', (reason) => process.stderr.write(`${String(reason)}\n`));
surviveLostReader();

const boot = safeStopBootSchema.parse(JSON.parse(await text(process.stdin)));
endAfter(safeStopLimitMs(boot));
const result = await run(boot);
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(result.outcome === 'failed' ? 1 : 0));

/** From a thread: a driver may block the event loop, and whoever started us may not be there to end us. */
function endAfter(limitMs: number): void {
  new Worker(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${limitMs})`, { eval: true }).unref();
}

async function run(boot: SafeStopBoot): Promise<SafeStopResult> {
  const found: { armed?: ArmedInstrument } = {};
  const answer = (outcome: SafeStopOutcome, error?: ErrorData): SafeStopResult => ({
    file: boot.file,
    instrument: found.armed?.instrument ?? basename(boot.file, '.json'),
    batchId: found.armed?.batchId ?? null,
    outcome,
    ...(error && { error }),
    durationMs: performance.now() - begun,
  });
  try {
    const armed = await readArmed(boot);
    if (!armed) return answer('wasSafe');
    found.armed = armed;
    const locks = await takeOver(armed, boot);
    try {
      // Its owner may have made it safe while we waited for him.
      if (!(await readArmed(boot))) return answer('wasSafe');
      await makeSafe(armed, boot);
      await removeArmedFile(join(boot.armedDir, boot.file));
      return answer('madeSafe');
    } finally {
      for (const lock of locks) await lock.release();
    }
  } catch (thrown) {
    const error = toErrorData(thrown, 'INSTRUMENT_NOT_SAFE');
    return answer(error.code === 'INSTRUMENT_IN_USE' ? 'inUse' : 'failed', error);
  }
}

/** Undefined when there is none any more. @throws INSTRUMENT_NOT_SAFE for a file that cannot be read */
async function readArmed({ armedDir, file }: SafeStopBoot): Promise<ArmedInstrument | undefined> {
  const content = await readFile(join(armedDir, file), 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    throw thrown;
  });
  if (content === undefined) return undefined;
  try {
    return armedInstrumentSchema.parse(JSON.parse(content));
  } catch (cause) {
    const message = `${file} cannot be read, so nobody knows which instrument it means`;
    throw new CodedError('INSTRUMENT_NOT_SAFE', message, { details: { content: content.slice(0, 500) }, cause });
  }
}
