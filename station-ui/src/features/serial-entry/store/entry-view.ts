/** What the scan bar shows, derived from the batches and what was scanned. Pure. */
import type { BatchView } from '@neurohub/contracts/rest';
import { canTakeUnit, isExecuting, isInterrupted } from '../../../lib/batch-state.ts';
import { type EntryState, NO_BATCH, type Notice } from './entry-store.ts';
import { scanTarget } from './scan-target.ts';
import { checkSerial, type SerialProblem } from './serial-check.ts';
import { stagedUnits } from './staged-units.ts';

export type EntryHint =
  | 'readyAll'
  | 'scan'
  | 'chooseSlot'
  | 'ready'
  | 'executing'
  | 'interrupted'
  | 'down'
  | 'starting'
  | 'offline';

export interface EntryView {
  readonly target: BatchView | undefined;
  readonly text: string;
  readonly example: string | undefined;
  readonly problem: Exclude<SerialProblem, 'empty'> | null;
  readonly hint: EntryHint;
  readonly notice: Notice | null;
  readonly isStarting: boolean;
  readonly canStart: boolean;
  /** How many units are scanned and wait for Start, this one with them. */
  readonly staged: number;
  /** Start is for all of them: the slot that is filled next has none. */
  readonly startsAll: boolean;
}

export interface EntryFacts {
  readonly isLive: boolean;
  /** See `next_slot_after_scan` of station.yaml. */
  readonly fillsInOrder: boolean;
}

export function entryView(
  batches: readonly BatchView[],
  entry: EntryState,
  { isLive, fillsInOrder }: EntryFacts,
): EntryView {
  const target = scanTarget(batches, entry, fillsInOrder);
  const text = entry.staged[target?.id ?? NO_BATCH] ?? '';
  const rule = target?.sequence?.serialNumber;
  const problem = checkSerial(text.trim(), rule);
  const isStarting = target !== undefined && entry.intents[target.id]?.isUnderWay === true;
  const canStart = target !== undefined && canTakeUnit(target) && problem === null && isLive && !isStarting;
  const staged = isLive ? stagedUnits(batches, entry).length : 0;
  const startsAll = fillsInOrder && text.trim() === '' && staged > 0;
  return {
    target,
    text,
    example: rule?.example,
    problem: problem === 'empty' ? null : problem,
    hint: startsAll ? 'readyAll' : hintFor(target, { isStarting, isLive, canStart }),
    notice: entry.notice,
    isStarting,
    canStart: canStart || startsAll,
    staged,
    startsAll,
  };
}

type Facts = Pick<EntryView, 'isStarting' | 'canStart'> & { readonly isLive: boolean };

function hintFor(target: BatchView | undefined, { isStarting, isLive, canStart }: Facts): EntryHint {
  if (!isLive) return 'offline';
  if (!target) return 'chooseSlot';
  if (isStarting) return 'starting';
  if (isExecuting(target)) return 'executing';
  if (isInterrupted(target)) return 'interrupted';
  if (!canTakeUnit(target)) return 'down';
  return canStart ? 'ready' : 'scan';
}
