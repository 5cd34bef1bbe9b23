import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ArmedInstrument } from '@neurohub/contracts/armed';
import { isCodedError } from '@neurohub/contracts/errors';
import type { SafeStopBoot } from '@neurohub/contracts/safe-stop';
import { InstrumentLock } from './instrument-lock.ts';
import { endOrphan, isOrphan } from './orphan.ts';

const ASK_EVERY_MS = 20;

/**
 * Takes every lock of the instrument. Its owner is let for a while: one whose service is gone makes safe by himself. After that, an
 * orphan is ended; anybody else is left alone.
 * @throws CodedError INSTRUMENT_IN_USE with who has it
 */
export async function takeOver(armed: ArmedInstrument, boot: SafeStopBoot): Promise<InstrumentLock[]> {
  const graceEnds = performance.now() + boot.graceMs;
  const locksEnd = graceEnds + boot.deadlineMs;
  let hasEndedOrphan = false;
  for (;;) {
    try {
      return await takeAll(armed, boot.armedDir);
    } catch (thrown) {
      if (!isCodedError(thrown) || thrown.code !== 'INSTRUMENT_IN_USE') throw thrown;
      // Its owner made it safe, and keeps it connected for his next execution.
      if (!existsSync(join(boot.armedDir, boot.file))) return [];
      const now = performance.now();
      if (now >= locksEnd) throw thrown;
      if (now >= graceEnds && !hasEndedOrphan) {
        if (!isOrphan(armed.process)) throw thrown;
        await endOrphan(armed.process, AbortSignal.timeout(boot.deadlineMs));
        hasEndedOrphan = true;
      }
    }
    await pause(ASK_EVERY_MS);
  }
}

/** All of them or none; the order is that of every other process. */
async function takeAll(
  { instrument, lock, batchId, executionId }: ArmedInstrument,
  armedDir: string,
): Promise<InstrumentLock[]> {
  const owner = { batchId, executionId, pid: process.pid, since: new Date().toISOString() };
  const held: InstrumentLock[] = [];
  try {
    for (const name of lock === undefined ? [instrument] : [lock, instrument])
      held.push(await InstrumentLock.take(armedDir, { name, instrument }, owner));
    return held;
  } catch (thrown) {
    for (const one of held) await one.release();
    throw thrown;
  }
}
