/** Manual control that a screen has is over with its connection: whoever does not see the bench any more must not leave it on. */
import { toErrorData } from '@neurohub/contracts/errors';
import type { TakeManual } from '@neurohub/contracts/events';
import type { ManualHold } from '@neurohub/contracts/rest';
import type { Socket } from 'socket.io';
import type { AuditWho } from '../storage/audit-who.ts';
import type { ApiDependencies } from './api-dependencies.ts';

type Parts = Pick<ApiDependencies, 'batches' | 'audit' | 'log'>;

/** @throws MANUAL_HELD, MANUAL_BUSY, or why the batch cannot be controlled now */
export async function takeManual(
  socket: Socket,
  deps: Parts,
  { batchId, operator, by }: TakeManual & { by: AuditWho },
): Promise<ManualHold> {
  const taken = await deps.batches.get(batchId).takeManual(operator);
  const letGo = () => void release(deps, { batchId, by, hold: taken.hold });
  // It may have ended while the batch was asked.
  if (socket.connected) socket.once('disconnect', letGo);
  else letGo();
  return taken;
}

async function release(
  { batches, audit, log }: Parts,
  { batchId, by, hold }: { batchId: string; by: AuditWho; hold: string },
): Promise<void> {
  try {
    if (await batches.get(batchId).releaseManual(hold))
      void audit.append({ action: 'manual.end', ...by, batchId, detail: { reason: 'the screen is gone' } });
  } catch (thrown) {
    // What could not be made safe is shown by the batch, and in its log.
    log.error({ batchId, error: toErrorData(thrown) }, 'manual control of a screen that is gone did not end well');
  }
}
