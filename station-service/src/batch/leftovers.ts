/** What an earlier life of the station left open: kept, to go on in another process, or closed. Before any worker is started. */
import type { StationConfig } from '@neurohub/contracts/config';
import type { ErrorData } from '@neurohub/contracts/errors';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Storage } from '../storage/storage.ts';
import { fateOf } from './fate.ts';
import { notResumed } from './interrupted-execution.ts';

const LOST: ErrorData = { code: 'SERVICE_LOST', message: 'the station service ended while this execution ran' };
const DAMAGED: ErrorData = {
  code: 'STORAGE_FAILED',
  message: 'the database was damaged while this execution was open: its last steps may be missing',
};

interface Surroundings {
  config: StationConfig;
  storage: Storage;
  clock: Clock;
  log: Logger;
}

/** Each batch keeps one at most, its newest. */
export async function settleLeftovers({ config, storage, clock, log }: Surroundings): Promise<void> {
  const kept = new Set<string>();
  for (const { id, batchId } of (await storage.openExecutions()).toReversed()) {
    const mode = config.batches.find((batch) => batch.id === batchId)?.recovery.mode ?? 'full_restart';
    const mayBeKept = mode !== 'full_restart' && !kept.has(batchId);
    // Its worker may have made everything safe by itself: what was armed is not known any more.
    const request = { id, error: LOST, armed: 'all' as const, at: clock.wallIso() };
    const lost = mayBeKept ? await storage.interruptExecution(request) : null;
    const fate = lost && fateOf({ ...lost, mode, isUnattended: false });
    if (fate && !('closes' in fate)) {
      kept.add(batchId);
      log.warn({ executionId: id }, 'an execution that an earlier life of the station left open can go on');
      continue;
    }
    const error = fate ? notResumed(LOST, fate.closes) : storage.setAside ? DAMAGED : LOST;
    await storage.closeExecution({
      ...{ id, state: 'interrupted', verdict: 'ERROR', endReason: 'serviceLost', error, at: clock.wallIso() },
    });
    log.warn({ executionId: id }, 'closed an execution that an earlier life of the station left open');
  }
}
