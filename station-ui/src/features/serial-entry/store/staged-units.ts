/** The units that are scanned and can be started now, in the order of their slots. Pure. */
import type { BatchView } from '@neurohub/contracts/rest';
import { canTakeUnit } from '../../../lib/batch-state.ts';
import type { EntryState } from './entry-store.ts';
import { checkSerial } from './serial-check.ts';

export interface StagedUnit {
  readonly batch: BatchView;
  readonly serialNumber: string;
}

export function stagedUnits(
  batches: readonly BatchView[],
  { staged, intents }: Pick<EntryState, 'staged' | 'intents'>,
): StagedUnit[] {
  return batches.flatMap((batch) => {
    const serialNumber = (staged[batch.id] ?? '').trim();
    const isReady = canTakeUnit(batch) && checkSerial(serialNumber, batch.sequence?.serialNumber) === null;
    return isReady && !intents[batch.id]?.isUnderWay ? [{ batch, serialNumber }] : [];
  });
}
