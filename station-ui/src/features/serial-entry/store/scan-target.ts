/** Which batch a scan, Start or Stop is for. */
import type { BatchView } from '@neurohub/contracts/rest';
import { canTakeUnit, isExecuting } from '../../../lib/batch-state.ts';

/**
 * The chosen batch while it can take a unit; otherwise the only one that can; otherwise the chosen one, so that the reason can be told.
 * `undefined`: a person has to choose.
 */
export function scanTarget(batches: readonly BatchView[], selectedId: string | null): BatchView | undefined {
  const selected = batches.length === 1 ? batches[0] : batches.find((batch) => batch.id === selectedId);
  if (selected && canTakeUnit(selected)) return selected;
  const able = batches.filter(canTakeUnit);
  return able.length === 1 ? able[0] : selected;
}

/** The chosen batch while it executes, otherwise the only one that does. */
export function stopTarget(batches: readonly BatchView[], selectedId: string | null): BatchView | undefined {
  const running = batches.filter(isExecuting);
  const selected = running.find((batch) => batch.id === selectedId);
  return selected ?? (running.length === 1 ? running[0] : undefined);
}
