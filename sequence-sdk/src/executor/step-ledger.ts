import type { Checkpoint, ExecutionPlan, StepRecord, VerdictSoFar } from '@neurohub/contracts/record';
import type { CommitGate } from './commit-gate.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import { NextPlaces } from './next-place.ts';
import { iterationsOf, type NextPlace, type Part, type StepTurn } from './plan-tree.ts';
import type { StateKeeper } from './state-keeper.ts';
import { placeOf } from './step-runner.ts';
import type { VerdictTracker } from './verdict-tracker.ts';

export interface StepLedgerParts {
  plan: ExecutionPlan;
  gate: CommitGate;
  voice: ExecutionVoice;
  state: StateKeeper;
  verdict: VerdictTracker;
  /** Milliseconds that the execution has run, the times without a process left out. */
  elapsed: () => Pick<Checkpoint, 'elapsedMs' | 'activeMs'>;
  /** Which resumption this is; undefined before the first. */
  resumption: number | undefined;
}

/** Writes down what became of each attempt, with where a resume would go on and what of the state has changed. Waits for nothing. */
export class StepLedger {
  readonly #parts: StepLedgerParts;
  readonly #places: NextPlaces;
  #knownVerdict: string;

  constructor(parts: StepLedgerParts, tree: Part) {
    this.#parts = parts;
    this.#places = new NextPlaces(parts.plan, tree);
    this.#knownVerdict = JSON.stringify(parts.verdict.soFar);
  }

  /** Where a resume would begin with this step, and with the loops around it that are not entered yet. */
  placeOf(turn: StepTurn): NextPlace {
    return this.#places.at(turn);
  }

  /** Before a step begins of which a resume has to know. */
  started({ step, index, turns }: StepTurn, attempt: number): void {
    const { gate, voice } = this.#parts;
    const place = { name: step.name, group: step.group, index, attempt, ...iterationsOf(turns) };
    gate.record({ type: 'stepStarted', ...place, at: voice.clock.timestamp() });
  }

  /** An attempt after which the step is over, or is tried again; or a resume would begin with what is said. */
  ended(turn: StepTurn, ended: StepRecord, then: 'goOn' | 'tryAgain' | NextPlace): void {
    const { gate, voice, state, resumption, elapsed } = this.#parts;
    const { executionId } = voice;
    const { name, index, attempt, status } = ended;
    const step = {
      ...ended,
      ...(resumption !== undefined && { resumption }),
      ...(turn.restoredFor && { restore: true as const }),
    };
    const carried = { ...state.take(), ...this.#takeVerdict(), ...elapsed() };
    gate.record({ type: 'stepEnded', step, ...this.#next(turn, then), ...carried }, (seq) =>
      voice.tell({ type: 'STEP_COMPLETE', executionId, name, index, attempt, status, seq }),
    );
  }

  #next(turn: StepTurn, then: 'goOn' | 'tryAgain' | NextPlace): NextPlace {
    if (turn.restoredFor) return turn.restoredFor;
    if (typeof then === 'object') return then;
    return then === 'goOn' ? this.#places.after(turn) : this.#places.same(turn);
  }

  /** The verdict so far, when it is another one than that which was taken last. */
  #takeVerdict(): { verdict?: VerdictSoFar } {
    const verdict = this.#parts.verdict.soFar;
    const text = JSON.stringify(verdict);
    if (text === this.#knownVerdict) return {};
    this.#knownVerdict = text;
    return { verdict };
  }
}

/** The record of a step that has not its turn. */
export function skipped(turn: StepTurn, attempt: number, skipReason: string): StepRecord {
  return { ...placeOf(turn, attempt), status: 'skipped', skipReason, durationMs: 0, measurements: [] };
}
