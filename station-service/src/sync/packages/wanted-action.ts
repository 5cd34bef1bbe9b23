import type { PackagePullView, PullReason } from '@neurohub/contracts/packages-rest';
import { lt } from 'semver';

/** How a deployment ended at this station. It is not tried again: the next try is another deployment. */
export interface SettledOutcome {
  state: 'active' | 'refused' | 'rolledBack';
  message?: string | undefined;
}

/** All that the next step of a wanted package depends on. */
export interface WantedFacts {
  wanted: { name: string; version: string; packageHash: string; allowDowngrade: boolean };
  outcome: SettledOutcome | undefined;
  /** Why its place can never have it. */
  refusal?: { code: string; message: string } | undefined;
  /** What is in use at its place; undefined: nothing. */
  inUse: { version: string; packageHash: string } | undefined;
  /** This version, with this content, is beside the others. */
  isInstalled: boolean;
  /** The archive is there as a whole. */
  isCached: boolean;
  /** What keeps the batches from taking another version now; null: nothing does. */
  busy: string | null;
  mode: PackagePullView['mode'];
}

/** `rest`: there is nothing to do before something changes. */
export type WantedAction =
  | { kind: 'settle' }
  | { kind: 'refuse'; message: string }
  | { kind: 'download' }
  | { kind: 'install' }
  | { kind: 'activate' }
  | { kind: 'rest'; reason: PullReason; message?: string | undefined };

/** The next step towards what NeuroHub wants. Pure. */
export function wantedAction(facts: WantedFacts): WantedAction {
  const { wanted, outcome, refusal, inUse, isInstalled, isCached, busy, mode } = facts;
  const isInUse = inUse?.packageHash === wanted.packageHash;
  if (outcome) return { kind: 'rest', ...settledReason(outcome, isInUse) };
  if (refusal) return { kind: 'refuse', message: `${refusal.code}: ${refusal.message}` };
  if (isInUse) return { kind: 'settle' };
  if (inUse && !wanted.allowDowngrade && lt(wanted.version, inUse.version))
    return {
      kind: 'refuse',
      message: `DOWNGRADE_REFUSED: ${wanted.version} is older than ${inUse.version}, which is in use`,
    };
  if (!isInstalled) return { kind: isCached ? 'install' : 'download' };
  if (mode === 'download') return { kind: 'rest', reason: 'byPerson' };
  if (busy !== null) return { kind: 'rest', reason: 'batchBusy', message: busy };
  return { kind: 'activate' };
}

/** A person at the station may choose another version at any time, and what they chose stays. */
function settledReason({ state, message }: SettledOutcome, isInUse: boolean): { reason: PullReason; message?: string } {
  if (isInUse) return { reason: 'inUse' };
  if (state === 'active') return { reason: 'otherChosen' };
  return { reason: state, ...(message !== undefined && { message }) };
}
