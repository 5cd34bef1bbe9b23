import type { ExecutionPlan, StepRecord } from '@neurohub/contracts/record';
import type { CommitGate } from './commit-gate.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import { NextPlaces } from './next-place.ts';
import { iterationsOf, type Part, type StepTurn } from './plan-tree.ts';
import type { StateKeeper } from './state-keeper.ts';
import { placeOf } from './step-runner.ts';

export interface StepLedgerParts {
  plan: ExecutionPlan;
  gate: CommitGate;
  voice: ExecutionVoice;
  state: StateKeeper;
}

/** Writes down what became of each attempt, with where a resume would go on and what of the state has changed. Waits for nothing. */
export class StepLedger {
  readonly #parts: StepLedgerParts;
  readonly #places: NextPlaces;

  constructor(parts: StepLedgerParts, tree: Part) {
    this.#parts = parts;
    this.#places = new NextPlaces(parts.plan, tree);
  }

  /** Before a step that actuates begins. */
  started({ step, index, turns }: StepTurn, attempt: number): void {
    const { gate, voice } = this.#parts;
    const place = { name: step.name, group: step.group, index, attempt, ...iterationsOf(turns) };
    gate.record({ type: 'stepStarted', ...place, at: voice.clock.timestamp() });
  }

  /** An attempt after which the step is over, or is tried again. */
  ended(turn: StepTurn, step: StepRecord, then: 'goOn' | 'tryAgain'): void {
    const { gate, voice, state } = this.#parts;
    const { executionId } = voice;
    const { name, index, attempt, status } = step;
    const next = then === 'goOn' ? this.#places.after(turn) : this.#places.same(turn);
    gate.record({ type: 'stepEnded', step, ...next, ...state.take() }, (seq) =>
      voice.tell({ type: 'STEP_COMPLETE', executionId, name, index, attempt, status, seq }),
    );
  }
}

/** The record of a step that has not its turn. */
export function skipped(turn: StepTurn, attempt: number, skipReason: string): StepRecord {
  return { ...placeOf(turn, attempt), status: 'skipped', skipReason, durationMs: 0, measurements: [] };
}
