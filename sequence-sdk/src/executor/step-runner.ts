import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { AfterInterruption, StepRecord } from '@neurohub/contracts/record';
import type { OnResume } from '@neurohub/contracts/vocabulary';
import type { PlanLimits } from '../limits/planned-limits.ts';
import type { LoopTurn } from '../step-context.ts';
import { settleDoubt } from './after-interruption.ts';
import { describeError } from './describe-error.ts';
import type { ExecutionPrompts } from './execution-prompts.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import type { FrozenTraffic } from './frozen-traffic.ts';
import { type AttemptEnd, judgeAttempt, judgeCondition, judgeObstacle } from './judge-attempt.ts';
import { iterationsOf, type StepTurn } from './plan-tree.ts';
import type { BlockQuestion, SequenceHost, StepPart } from './sequence-host.ts';
import type { StateKeeper } from './state-keeper.ts';
import { type AttemptListener, StepAttempt } from './step-attempt.ts';
import { type OpenWait, StepWaits } from './step-waits.ts';

const MAX_DETAIL = 500;

export type StepPlace = Pick<StepRecord, 'name' | 'displayName' | 'group' | 'index' | 'attempt' | 'iterations'>;

interface Beginning {
  attempt: number;
  at: string;
  waits: StepWaits;
}

/** One attempt that is going to begin. */
export interface Beginner {
  attempt: number;
  /** What it waited for already. */
  waits: StepWaits;
  /** The attempt before it was interrupted: what is to be done about that. */
  doubt?: OnResume | undefined;
}

export interface StepRunnerParts {
  host: SequenceHost;
  voice: ExecutionVoice;
  limits: PlanLimits | undefined;
  prompts: ExecutionPrompts;
  state: StateKeeper;
  traffic: FrozenTraffic;
  /** Told when the time limit of the running step stands still, and when it goes on. */
  stoodStill: (isStandingStill: boolean) => void;
  /** Told when something is waited for, and when nothing is any more. */
  waits: (isWaiting: boolean) => void;
}

/** Runs one attempt at a time and says what became of it. Knows nothing of commits, retries and verdicts. */
export class StepRunner {
  readonly #parts: StepRunnerParts;
  #current: StepAttempt | null = null;
  #wait: OpenWait | null = null;
  #turns: readonly LoopTurn[] = [];
  #hasAbandoned = false;

  constructor(parts: StepRunnerParts) {
    this.#parts = parts;
  }

  /** What the step waits for right now. */
  get wait(): OpenWait | null {
    return this.#wait;
  }

  /** The turns of the loops that are under way where code of the package was called last. */
  get turns(): readonly LoopTurn[] {
    return this.#turns;
  }

  /** Whether a block has its turn, or its loop another one. @throws CodedError CONDITION_THREW */
  async askBlock(block: string, question: BlockQuestion, turns: readonly LoopTurn[]): Promise<boolean> {
    this.#turns = turns;
    try {
      return await this.#parts.host.evaluateBlock(block, question);
    } catch (thrown) {
      const { message } = describeError(thrown, 'CONDITION_THREW');
      throw new CodedError('CONDITION_THREW', `the ${question} of block "${block}" threw: ${message}`, {
        cause: thrown,
      });
    }
  }

  /** The value of a parameter as the sequence has it now. */
  readParameter(name: string): unknown {
    return this.#parts.host.readParameter(name);
  }

  /** The waits of an attempt that is going to begin. */
  newWaits(): StepWaits {
    return new StepWaits(this.#parts.voice.clock, (newest) => this.#showWait(newest));
  }

  /** The attempt under way. */
  get current(): StepAttempt | null {
    return this.#current;
  }

  /** An attempt did not end when told to: its code may still be running. */
  get hasAbandoned(): boolean {
    return this.#hasAbandoned;
  }

  /** The record of a step that has not its turn, or whose condition threw; null when it may begin. */
  async checkCondition(turn: StepTurn, attempt: number): Promise<StepRecord | null> {
    const { condition, name } = turn.step;
    if (condition === undefined) return null;
    this.#turns = turn.turns;
    const unbegun = { ...placeOf(turn, attempt), durationMs: 0, measurements: [] };
    try {
      if (await this.#parts.host.evaluateCondition(name)) return null;
    } catch (thrown) {
      return { ...unbegun, ...judgeCondition(thrown) };
    }
    const skipReason = condition === 'function' ? 'its condition is false' : `parameter "${condition}" is off`;
    return { ...unbegun, status: 'skipped', skipReason };
  }

  /** The record of an attempt that could not begin. */
  neverBegun(turn: StepTurn, attempt: number, thrown: unknown): StepRecord {
    return { ...placeOf(turn, attempt), durationMs: 0, measurements: [], ...judgeObstacle(thrown) };
  }

  async run(turn: StepTurn, { attempt, waits, doubt }: Beginner): Promise<StepRecord> {
    killPoint('worker:before-step');
    this.#turns = turn.turns;
    const { clock } = this.#parts.voice;
    const startedAt = clock.timestamp();
    const startMs = clock.monotonicMs();
    const running = this.#begin(turn, { attempt, at: startedAt, waits });
    const { work, marks } = this.#workOf(turn, running, doubt);
    const settled = await running.run(work);
    const durationMs = Math.max(0, clock.monotonicMs() - startMs);
    // A promise that nobody awaited is reported one turn of the event loop later: it still belongs to this step.
    await nextTurn();
    const invalid = this.#parts.state.check(turn.step.group === 'cleanup');
    if (invalid) running.addFault(invalid);
    running.end(settled);
    this.#current = null;
    this.#hasAbandoned ||= settled.kind === 'abandoned';
    const { measurements, prompts } = running;
    const end = judgeAttempt(running, settled);
    const files = this.#filesOf(running, end);
    return {
      ...{ ...placeOf(turn, attempt), startedAt, durationMs, ...waits.durations, ...end, measurements },
      ...files,
      ...(prompts.length > 0 && { prompts }),
      ...running.warnings,
      ...marks,
    };
  }

  /** What an attempt does: the step itself, or first what a resume makes of the attempt before it. */
  #workOf(
    { step }: StepTurn,
    running: StepAttempt,
    doubt: OnResume | undefined,
  ): { work: () => unknown; marks: { afterInterruption?: AfterInterruption } } {
    const { host } = this.#parts;
    if (!doubt) return { work: () => host.runStep(step.name, running), marks: {} };
    const marks: { afterInterruption?: AfterInterruption } = {};
    const call = (part: StepPart) => host.runStep(step.name, running, part);
    const note = (done: AfterInterruption) => {
      marks.afterInterruption = done;
    };
    return { work: () => settleDoubt(step, doubt, { call, note }), marks };
  }

  /** What the step kept, and the traffic of its instruments when it did not pass. */
  #filesOf({ attachments }: StepAttempt, { status }: AttemptEnd): Pick<StepRecord, 'attachments'> {
    const isWanted = status === 'failed' || status === 'error';
    const files = isWanted ? [...attachments, ...this.#parts.traffic.freeze()] : attachments;
    return files.length > 0 ? { attachments: files } : {};
  }

  #showWait(wait: OpenWait | null): void {
    this.#wait = wait;
    const { voice, waits } = this.#parts;
    waits(wait !== null);
    const { executionId } = voice;
    const detail = wait?.detail === undefined ? {} : { detail: wait.detail.slice(0, MAX_DETAIL) };
    voice.tell({
      ...{ type: 'STATUS_UPDATE', executionId, state: wait ? 'waiting' : 'running' },
      ...(wait && { waitingFor: wait.waitingFor, ...detail }),
    });
  }

  #begin({ step, index, turns }: StepTurn, { attempt, at, waits }: Beginning): StepAttempt {
    const { voice, limits, stoodStill, prompts } = this.#parts;
    const { executionId } = voice;
    const { name } = step;
    const listener: AttemptListener = {
      measured: (measurement) => voice.tell({ type: 'MEASUREMENT', executionId, step: name, measurement }),
      progressed: (progress, text) =>
        voice.tell({ type: 'STEP_PROGRESS', executionId, name, progress, ...(text === undefined ? {} : { text }) }),
      logged: (level, text) => voice.log(level, text, name),
      stoodStill,
    };
    const asked = prompts.ofAttempt({ name, index, attempt });
    this.#current = new StepAttempt(step, { listener, clock: voice.clock, limits, waits, turns, prompts: asked });
    voice.tell({ type: 'STEP_START', executionId, name, index, attempt, ...iterationsOf(turns), at });
    return this.#current;
  }
}

export function placeOf({ step, index, turns }: StepTurn, attempt: number): StepPlace {
  const { name, group, displayName } = step;
  return { name, ...(displayName === undefined ? {} : { displayName }), group, index, attempt, ...iterationsOf(turns) };
}
