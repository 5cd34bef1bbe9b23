import { setImmediate as nextTurn } from 'node:timers/promises';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { StepDefinition, StepRecord } from '@neurohub/contracts/record';
import type { PlanLimits } from '../limits/planned-limits.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import { judgeAttempt, judgeCondition } from './judge-attempt.ts';
import type { SequenceHost } from './sequence-host.ts';
import { type AttemptListener, StepAttempt } from './step-attempt.ts';

/** A step at its place in the order of execution. */
export interface PlacedStep {
  step: StepDefinition;
  index: number;
}

export type StepPlace = Pick<StepRecord, 'name' | 'displayName' | 'group' | 'index' | 'attempt'>;

/** Runs one attempt at a time and says what became of it. Knows nothing of commits, retries and verdicts. */
export class StepRunner {
  readonly #host: SequenceHost;
  readonly #voice: ExecutionVoice;
  readonly #limits: PlanLimits | undefined;
  #current: StepAttempt | null = null;
  #hasAbandoned = false;

  constructor(host: SequenceHost, voice: ExecutionVoice, limits: PlanLimits | undefined) {
    this.#host = host;
    this.#voice = voice;
    this.#limits = limits;
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
  async checkCondition(placed: PlacedStep): Promise<StepRecord | null> {
    const { condition, name } = placed.step;
    if (condition === undefined) return null;
    const unbegun = { ...placeOf(placed, 1), durationMs: 0, measurements: [] };
    try {
      if (await this.#host.evaluateCondition(name)) return null;
    } catch (thrown) {
      return { ...unbegun, ...judgeCondition(thrown) };
    }
    const skipReason = condition === 'function' ? 'its condition is false' : `parameter "${condition}" is off`;
    return { ...unbegun, status: 'skipped', skipReason };
  }

  async run(placed: PlacedStep, attempt: number): Promise<StepRecord> {
    killPoint('worker:before-step');
    const { clock } = this.#voice;
    const startedAt = clock.timestamp();
    const startMs = clock.monotonicMs();
    const running = this.#begin(placed, attempt, startedAt);
    const settled = await running.run(() => this.#host.runStep(placed.step.name, running));
    const durationMs = Math.max(0, clock.monotonicMs() - startMs);
    // A promise that nobody awaited is reported one turn of the event loop later: it still belongs to this step.
    await nextTurn();
    running.end();
    this.#current = null;
    this.#hasAbandoned ||= settled.kind === 'abandoned';
    const { measurements } = running;
    return { ...placeOf(placed, attempt), startedAt, durationMs, ...judgeAttempt(running, settled), measurements };
  }

  #begin({ step, index }: PlacedStep, attempt: number, at: string): StepAttempt {
    const voice = this.#voice;
    const { executionId } = voice;
    const { name } = step;
    const listener: AttemptListener = {
      measured: (measurement) => voice.tell({ type: 'MEASUREMENT', executionId, step: name, measurement }),
      progressed: (progress, text) =>
        voice.tell({ type: 'STEP_PROGRESS', executionId, name, progress, ...(text === undefined ? {} : { text }) }),
      logged: (level, text) => voice.log(level, text, name),
    };
    this.#current = new StepAttempt(step, { listener, clock: voice.clock, limits: this.#limits });
    voice.tell({ type: 'STEP_START', executionId, name, index, attempt, at });
    return this.#current;
  }
}

export function placeOf({ step, index }: PlacedStep, attempt: number): StepPlace {
  const { name, group, displayName } = step;
  return { name, ...(displayName === undefined ? {} : { displayName }), group, index, attempt };
}
