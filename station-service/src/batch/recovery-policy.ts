/** Whether, and when, a process that died is started again. Pure. */
import type { RecoveryConfig } from '@neurohub/contracts/recovery-config';

/** Deaths further back do not count any more. */
export const WINDOW_MS = 10 * 60_000;
const JITTER = 0.2;

export type RecoveryDecision =
  | { kind: 'restart'; attempt: number; of: number; delayMs: number }
  | { kind: 'giveUp'; deaths: number }
  | { kind: 'wait' };

export interface DeathsSoFar {
  /** Monotonic milliseconds of each, the last one included. */
  deathsMs: readonly number[];
  nowMs: number;
  config: Pick<RecoveryConfig, 'enabled' | 'maxRetries' | 'backoffBaseMs' | 'backoffMaxMs'>;
  /** In [0, 1). */
  random: () => number;
}

export function decideRecovery({ deathsMs, nowMs, config, random }: DeathsSoFar): RecoveryDecision {
  if (!config.enabled) return { kind: 'wait' };
  const attempt = recentDeaths(deathsMs, nowMs).length;
  if (attempt > config.maxRetries) return { kind: 'giveUp', deaths: attempt };
  const delayMs = Math.min(config.backoffMaxMs, config.backoffBaseMs * 2 ** (attempt - 1));
  // So that batches that die of one cause do not come back in one moment.
  return { kind: 'restart', attempt, of: config.maxRetries, delayMs: delayMs * (1 - JITTER + 2 * JITTER * random()) };
}

export const recentDeaths = (deathsMs: readonly number[], nowMs: number): number[] =>
  deathsMs.filter((atMs) => nowMs - atMs < WINDOW_MS);
