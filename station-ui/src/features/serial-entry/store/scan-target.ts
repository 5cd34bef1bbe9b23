/** Which batch a scan, Start or Stop is for. */
import type { BatchView } from '@neurohub/contracts/rest';
import { canTakeUnit, isExecuting } from '../../../lib/batch-state.ts';
import type { EntryState } from './entry-store.ts';

type Chosen = Pick<EntryState, 'selectedId' | 'staged' | 'intents'>;

/**
 * The chosen batch while it can take a unit; otherwise, where slots are filled in their order, the next free one; otherwise the only
 * one that can take one; otherwise the chosen one, so that the reason can be told. `undefined`: a person has to choose.
 */
export function scanTarget(batches: readonly BatchView[], entry: Chosen, fillsInOrder = false): BatchView | undefined {
  const selected = batches.length === 1 ? batches[0] : batches.find(({ id }) => id === entry.selectedId);
  if (selected && canTakeUnit(selected)) return selected;
  const next = fillsInOrder ? nextFree(batches, entry, entry.selectedId) : undefined;
  if (next) return next;
  const able = batches.filter(canTakeUnit);
  return able.length === 1 ? able[0] : selected;
}

/** The next slot, after the one of `afterId` and round again, that can take a unit and has none. */
export function nextFree(
  batches: readonly BatchView[],
  { staged, intents }: Omit<Chosen, 'selectedId'>,
  afterId: string | null,
): BatchView | undefined {
  const from = batches.findIndex(({ id }) => id === afterId) + 1;
  const inTurn = [...batches.slice(from), ...batches.slice(0, from)];
  return inTurn.find((batch) => canTakeUnit(batch) && !staged[batch.id] && !intents[batch.id] && batch.id !== afterId);
}

/** The chosen batch while it executes, otherwise the only one that does. */
export function stopTarget(batches: readonly BatchView[], selectedId: string | null): BatchView | undefined {
  const running = batches.filter(isExecuting);
  const selected = running.find((batch) => batch.id === selectedId);
  return selected ?? (running.length === 1 ? running[0] : undefined);
}
