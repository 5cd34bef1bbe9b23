import type { Iteration } from '@neurohub/contracts/record';
import type { EarlierAttempt } from '@neurohub/contracts/resume';
import type { StepTurn } from './plan-tree.ts';

type Turn = Pick<StepTurn, 'step' | 'turns'>;

/** What processes that died have committed of the steps that can run again. Without a resume there is nothing. */
export class EarlierAttempts {
  readonly #byTurn: Map<string, EarlierAttempt[]>;

  constructor(attempts: readonly EarlierAttempt[] = []) {
    this.#byTurn = Map.groupBy(attempts, ({ name, iterations = [] }) => keyOf(name, iterations));
  }

  /** The number of the next attempt of this step in this turn. */
  next(turn: Turn): number {
    return 1 + Math.max(0, ...this.#of(turn).map(({ attempt }) => attempt));
  }

  /** The tries that count for its retry policy: what was interrupted, or was only to restore, decides nothing. */
  tries(turn: Turn): EarlierAttempt[] {
    return this.#of(turn).filter(({ status, restore }) => status !== 'interrupted' && !restore);
  }

  /** It had begun, and nobody knows how far it got. */
  isInDoubt(turn: Turn): boolean {
    const newest = this.#of(turn).reduce<EarlierAttempt | null>(
      (last, tried) => (last && last.attempt > tried.attempt ? last : tried),
      null,
    );
    return newest?.status === 'interrupted';
  }

  /** It is known already that it has not its turn. */
  isSkipped(turn: Turn): boolean {
    return this.#of(turn).some(({ status }) => status === 'skipped');
  }

  #of({ step, turns }: Turn): readonly EarlierAttempt[] {
    return this.#byTurn.get(keyOf(step.name, turns)) ?? [];
  }
}

const keyOf = (name: string, turns: readonly Pick<Iteration, 'index'>[]) =>
  `${name} ${turns.map(({ index }) => index).join('.')}`;
