import type { ExecutionPlan, Iteration } from '@neurohub/contracts/record';
import type { Resume } from '@neurohub/contracts/resume';
import type { LoopTurn } from '../step-context.ts';
import { onResumeOf } from './after-interruption.ts';
import type { EarlierAttempts } from './earlier-attempts.ts';
import type { NextPlace, PlacedBlock } from './plan-tree.ts';

/**
 * The place where a resume goes on, on the way down to it. `goOn`: what had been set up on the way is set up again. `abort`: the step
 * there ends the main part, so nothing is. `cleanUp`: the main part was over, only cleanup steps are left.
 */
export class ResumeCursor {
  readonly index: number;
  readonly does: 'goOn' | 'abort' | 'cleanUp';
  readonly #iterations: readonly Iteration[];
  readonly #hasBegun: boolean;

  constructor({ index, iterations, does, hasBegun }: CursorParts) {
    this.index = index;
    this.does = does;
    this.#iterations = iterations;
    this.#hasBegun = hasBegun;
  }

  get place(): NextPlace {
    const iterations = this.#iterations;
    return { nextStepIndex: this.index, ...(iterations.length > 0 && { nextIterations: [...iterations] }) };
  }

  /** Which turn of this block was under way. */
  turnOf(block: string): number {
    return this.#iterations.find((turn) => turn.block === block)?.index ?? 0;
  }

  /** Something of the block has run, so it was entered. `turns`: of the loops around it. */
  hasEntered({ all }: PlacedBlock, turns: readonly LoopTurn[]): boolean {
    const first = all[0]?.index ?? 0;
    const isInLaterTurn = this.#iterations.slice(turns.length).some(({ index }) => index > 0);
    return this.index > first || isInLaterTurn || (this.index === first && this.#hasBegun);
  }

  /** Something of this turn has run: its `while` held. `turns`: up to this one. `first`: of the steps in it. */
  isWithinTurn(turns: readonly LoopTurn[], first: number): boolean {
    const isInLaterTurn = this.#iterations.slice(turns.length).some(({ index }) => index > 0);
    return this.does === 'cleanUp' || this.index > first || isInLaterTurn || this.#hasBegun;
  }
}

interface CursorParts {
  index: number;
  iterations: readonly Iteration[];
  does: ResumeCursor['does'];
  /** The step there had begun. */
  hasBegun: boolean;
}

/** Where the execution goes on, and how. `isOver`: its main part had ended. */
export function resumeCursor(
  { checkpoint, skipInDoubt }: Pick<Resume, 'checkpoint' | 'skipInDoubt'>,
  { plan, earlier, isOver }: { plan: Pick<ExecutionPlan, 'steps'>; earlier: EarlierAttempts; isOver: boolean },
): ResumeCursor {
  const { nextStepIndex: index, iterations = [] } = checkpoint;
  const step = plan.steps[index];
  const turns = iterations.map((turn) => ({ ...turn, loop: { kind: 'counted' as const, count: turn.index + 1 } }));
  const isInDoubt = step !== undefined && earlier.isInDoubt({ step, turns });
  const hasBegun = isInDoubt || (step !== undefined && earlier.tries({ step, turns }).some(isNoSkip));
  const isCleanup = step === undefined || (step.group === 'cleanup' && step.blocks === undefined);
  const aborts = isInDoubt && onResumeOf(step, skipInDoubt) === 'abort';
  const does = isOver || isCleanup ? 'cleanUp' : aborts ? 'abort' : 'goOn';
  return new ResumeCursor({ index, iterations, does, hasBegun });
}

/** A block that was being skipped as a whole was not entered. */
const isNoSkip = ({ status }: { status: string }) => status !== 'skipped';
