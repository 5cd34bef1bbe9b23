import { randomOf } from './random.ts';

/** What is killed. `starting`: the service, and once more while it starts again. */
export const KILL_TARGETS = ['worker', 'service', 'both', 'starting'] as const;
export type KillTarget = (typeof KILL_TARGETS)[number];

export interface Kill {
  target: KillTarget;
  /** Milliseconds from the moment the station is whole again. */
  afterMs: number;
  /** Whose worker, for `worker`. */
  batchId: string;
  /** Milliseconds from the spawn of the service, for `starting`. */
  startingMs: number;
}

/** Of 20 kills on average. */
const WEIGHTS: Record<KillTarget, number> = { worker: 9, service: 6, both: 3, starting: 2 };
/** About two executions long, so that every moment of one is hit: start, steps, cleanup, end, the pause between. */
const LONGEST_PEACE_MS = 600;
/** A service is ready after about this time. */
const LONGEST_START_MS = 700;

/** The same seed gives the same kills. When exactly they strike is up to the machine. */
export function planKills(options: { seed: number; count: number; batchIds: readonly string[] }): Kill[] {
  const random = randomOf(options.seed);
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)];
  const urn = KILL_TARGETS.flatMap((target) => Array<KillTarget>(WEIGHTS[target]).fill(target));
  return Array.from({ length: options.count }, () => ({
    target: pick(urn) ?? 'worker',
    afterMs: Math.round(random() * LONGEST_PEACE_MS),
    batchId: pick(options.batchIds) ?? '',
    startingMs: Math.round(random() * LONGEST_START_MS),
  }));
}
