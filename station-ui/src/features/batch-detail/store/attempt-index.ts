/**
 * The attempts of one execution, found by step and turn. Grows only, for what is committed never changes; of a test that runs for days the
 * oldest attempts are forgotten, and stay counted.
 */
import type { Iteration, StepRecord } from '@neurohub/contracts/record';
import type { StepStatus } from '@neurohub/contracts/vocabulary';

/** How the steps of one turn stand: by the newest attempt of each. */
export interface Tally {
  readonly counts: Readonly<Partial<Record<StepStatus, number>>>;
  readonly durationMs: number;
}

/** The 0-based turns of the loops around a step, outermost first. */
export type TurnPath = readonly number[];

const keyOf = (path: TurnPath) => path.join('.');
export const pathOf = (iterations: readonly Iteration[] = []): TurnPath => iterations.map(({ index }) => index);

type Counts = Partial<Record<StepStatus, number>>;

/** More attempts than that nobody looks through on a live page: the record has them all. */
export const KEPT_ATTEMPTS = 10_000;
const FORGOTTEN_AT_ONCE = 1_000;

export class AttemptIndex {
  readonly #byStep = new Map<string, Map<string, StepRecord[]>>();
  /** By what is around the loop, and its block. */
  readonly #turns = new Map<string, Map<number, Iteration>>();
  readonly #tallies = new Map<string, { counts: Counts; durationMs: number }>();
  readonly #inOrder: StepRecord[] = [];
  #forgotten = 0;

  /** In the order in which they became known, without those that are forgotten. */
  get all(): readonly StepRecord[] {
    return this.#inOrder;
  }

  /** How many were ever added. */
  get count(): number {
    return this.#inOrder.length + this.#forgotten;
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  /** False when it was known, or has not ended. */
  add(record: StepRecord): boolean {
    if (record.status === 'running' || record.status === 'pending') return false;
    const attempts = this.#attemptsOf(record);
    if (attempts.some(({ attempt }) => attempt === record.attempt)) return false;
    const newest = attempts.at(-1);
    attempts.push(record);
    attempts.sort((a, b) => a.attempt - b.attempt);
    this.#inOrder.push(record);
    this.#countIn(record, newest, attempts.at(-1) === record);
    if (this.#inOrder.length >= KEPT_ATTEMPTS + FORGOTTEN_AT_ONCE) this.#forgetOldest();
    return true;
  }

  /** Attempts of a step in one turn, oldest first. */
  attempts(step: string, path: TurnPath): readonly StepRecord[] {
    return this.#byStep.get(step)?.get(keyOf(path)) ?? [];
  }

  /** The turns of a loop that are known, first to last. */
  turns(block: string, around: TurnPath): Iteration[] {
    const turns = this.#turns.get(`${keyOf(around)} ${block}`)?.values() ?? [];
    return [...turns].sort((a, b) => a.index - b.index);
  }

  tally(block: string, path: TurnPath): Tally {
    return this.#tallies.get(`${keyOf(path)} ${block}`) ?? { counts: {}, durationMs: 0 };
  }

  #forgetOldest(): void {
    const oldest = this.#inOrder.splice(0, FORGOTTEN_AT_ONCE);
    this.#forgotten += oldest.length;
    for (const { name, iterations } of oldest) this.#byStep.get(name)?.delete(keyOf(pathOf(iterations)));
  }

  #attemptsOf({ name, iterations }: StepRecord): StepRecord[] {
    const paths = this.#byStep.get(name) ?? new Map<string, StepRecord[]>();
    const key = keyOf(pathOf(iterations));
    const attempts = paths.get(key) ?? [];
    paths.set(key, attempts);
    this.#byStep.set(name, paths);
    return attempts;
  }

  /** A later attempt takes the place of the one before it in what is counted. */
  #countIn(record: StepRecord, before: StepRecord | undefined, isNewest: boolean): void {
    const path = pathOf(record.iterations);
    record.iterations?.forEach((iteration, depth) => {
      const turns = this.#turns.get(`${keyOf(path.slice(0, depth))} ${iteration.block}`) ?? new Map();
      turns.set(iteration.index, iteration);
      this.#turns.set(`${keyOf(path.slice(0, depth))} ${iteration.block}`, turns);
      const key = `${keyOf(path.slice(0, depth + 1))} ${iteration.block}`;
      const tally = this.#tallies.get(key) ?? { counts: {}, durationMs: 0 };
      this.#tallies.set(key, tally);
      tally.durationMs += record.durationMs;
      if (!isNewest) return;
      tally.counts[record.status] = (tally.counts[record.status] ?? 0) + 1;
      if (before) tally.counts[before.status] = (tally.counts[before.status] ?? 0) - 1;
    });
  }
}
