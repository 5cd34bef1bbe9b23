/** What an earlier life of the station left open: kept, to go on in another process, or closed. Before any worker is started. */
import type { StationConfig } from '@neurohub/contracts/config';
import type { ErrorData } from '@neurohub/contracts/errors';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Storage } from '../storage/storage.ts';
import { fateOf } from './fate.ts';
import { notResumed } from './interrupted-execution.ts';

const LOST: ErrorData = { code: 'SERVICE_LOST', message: 'the station service ended while this execution ran' };

interface Surroundings {
  config: StationConfig;
  storage: Storage;
  clock: Clock;
  log: Logger;
}

/** @returns those that were kept open: at most one of each batch, its newest */
export async function settleLeftovers({ config, storage, clock, log }: Surroundings): Promise<ExecutionRecord[]> {
  const mode = config.errorHandling.recoveryMode;
  const kept = new Map<string, ExecutionRecord>();
  for (const { id, batchId } of (await storage.openExecutions()).toReversed()) {
    const isKnown = config.batches.some((batch) => batch.id === batchId);
    const mayBeKept = mode !== 'full_restart' && isKnown && !kept.has(batchId);
    const record = mayBeKept ? await interrupt(id) : null;
    const fate = record && fateOf({ ...record, mode, isUnattended: false });
    if (record && fate && !('closes' in fate)) {
      kept.set(batchId, record);
      log.warn({ executionId: id }, 'an execution that an earlier life of the station left open can go on');
      continue;
    }
    const error = fate && 'closes' in fate ? notResumed(LOST, fate.closes) : LOST;
    await storage.closeExecution({
      ...{ id, state: 'interrupted', verdict: 'ERROR', endReason: 'serviceLost', error, at: clock.wallIso() },
    });
    log.warn({ executionId: id }, 'closed an execution that an earlier life of the station left open');
  }
  return [...kept.values()];

  /** Its worker may have made everything safe by itself: what was armed is not known any more, so all that could be. */
  async function interrupt(id: string) {
    const before = await storage.getExecution(id);
    if (!before?.plan) return null;
    const { hardware, simulated } = before.plan;
    const armed = simulated ? [] : Object.values(hardware).map(({ instrument }) => instrument);
    if (!(await storage.interruptExecution({ id, error: LOST, armed, at: clock.wallIso() }))) return null;
    const { plan, interruptions = [], ...record } = (await storage.getExecution(id)) ?? before;
    return plan ? { ...record, plan, interruptions } : null;
  }
}
