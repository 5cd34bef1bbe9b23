import { killPoint } from '@neurohub/contracts/kill-point';
import type { ExecutionPlan, StepRecord } from '@neurohub/contracts/record';
import type { StepGroup } from '@neurohub/contracts/vocabulary';
import type { CommitGate } from './commit-gate.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import type { ResourceDesk } from './resource-desk.ts';
import { type PlacedStep, placeOf, type StepRunner } from './step-runner.ts';
import type { VerdictTracker } from './verdict-tracker.ts';

export interface StepFlowParts {
  plan: ExecutionPlan;
  runner: StepRunner;
  gate: CommitGate;
  verdict: VerdictTracker;
  voice: ExecutionVoice;
  desk: ResourceDesk;
  /** False once this process cannot be trusted with another attempt. */
  mayRetry: () => boolean;
}

/** The order of steps: which one is next, what it waits for, whether it is tried again. */
export class StepFlow {
  readonly #parts: StepFlowParts;
  #endDelay: (() => void) | null = null;

  constructor(parts: StepFlowParts) {
    this.#parts = parts;
  }

  /** Setup and main steps, until one ends the main part. None begins before enough of what came before is committed. */
  async runMainPart(): Promise<void> {
    for (const placed of this.#stepsOf((group) => group !== 'cleanup')) {
      if (!(await this.#mayBegin(placed))) return;
      const skipped = await this.#parts.runner.checkCondition(placed);
      if (skipped) this.#stepEnded(skipped);
      else await this.#runMainStep(placed);
    }
  }

  /** Cleanup steps, each for itself: nothing that happens in one keeps the next from running, and none waits for a commit. */
  async runCleanup(): Promise<void> {
    this.#parts.gate.open();
    for (const placed of this.#stepsOf((group) => group === 'cleanup')) {
      killPoint('worker:in-cleanup');
      const skipped = await this.#parts.runner.checkCondition(placed);
      const last = skipped ?? (await this.#runCleanupStep(placed));
      this.#recordStep(last, placed.index + 1);
      this.#parts.verdict.cleanupEnded(last);
    }
  }

  /** Ends whatever is waited for between two attempts. */
  endWaits(reason: Error): void {
    this.#endDelay?.();
    this.#parts.desk.abort(reason);
  }

  /** Waits until enough is committed. False when the main part has ended meanwhile. */
  async #mayBegin({ step }: PlacedStep): Promise<boolean> {
    const { gate, verdict, plan } = this.#parts;
    if (verdict.mainPartIsOver) return false;
    await gate.untilUncommitted(step.actuates ? 0 : plan.checkpointInterval - 1);
    return !verdict.mainPartIsOver;
  }

  async #runMainStep(placed: PlacedStep): Promise<void> {
    const { verdict, plan } = this.#parts;
    let last: StepRecord | null = null;
    for (let attempt = 1; ; attempt += 1) {
      if (!(await this.#mayBegin(placed))) break;
      const tried = await this.#try(placed, attempt);
      if (!tried) break;
      last = tried;
      verdict.attemptEnded(last);
      if (placed.step.actuates || verdict.mainPartIsOver || !this.#mayTryAgain(placed, last))
        return this.#stepEnded(last);
      this.#recordStep(last, placed.index);
      await this.#delay(placed.step.retryDelayMs);
    }
    if (last) verdict.stepEnded(last, plan.stopOnFail);
  }

  async #runCleanupStep(placed: PlacedStep): Promise<StepRecord> {
    for (let attempt = 1; ; attempt += 1) {
      const record = await this.#tryCleanup(placed, attempt);
      if (!this.#mayTryAgain(placed, record)) return record;
      this.#recordStep(record, placed.index);
      await this.#delay(placed.step.retryDelayMs);
    }
  }

  /** One attempt, once what it shares with others is there. Null when the main part ended before it began. */
  async #try(placed: PlacedStep, attempt: number): Promise<StepRecord | null> {
    const { runner, desk, verdict } = this.#parts;
    if (!needsOthers(placed)) return (await this.#announce(placed, attempt)) ? runner.run(placed, attempt) : null;
    const waits = runner.newWaits();
    try {
      const release = await desk.enter(placed.step, waits);
      try {
        return (await this.#announce(placed, attempt)) ? await runner.run(placed, attempt, waits) : null;
      } finally {
        release();
      }
    } catch (thrown) {
      return verdict.mainPartIsOver ? null : { ...runner.neverBegun(placed, attempt, thrown), ...waits.durations };
    }
  }

  async #tryCleanup(placed: PlacedStep, attempt: number): Promise<StepRecord> {
    const { runner, desk } = this.#parts;
    const waits = runner.newWaits();
    try {
      const release = needsOthers(placed) ? await desk.enter(placed.step, waits, placed.step.timeoutMs) : null;
      if (placed.step.actuates) this.#recordStarted(placed, attempt);
      const record = await runner.run(placed, attempt, waits);
      release?.();
      return record;
    } catch (thrown) {
      return { ...runner.neverBegun(placed, attempt, thrown), ...waits.durations };
    }
  }

  /** Only what was broken is tried again: a missed limit stays missed, and what was left behind may still be running. */
  #mayTryAgain({ step }: PlacedStep, { attempt, status, measurements }: StepRecord): boolean {
    if (status !== 'error' || attempt > step.retry || !this.#parts.mayRetry()) return false;
    return measurements.every(({ outcome }) => outcome !== 'FAIL');
  }

  /** Before a step acts, that it is about to is committed. False when the main part ended meanwhile: then it must not begin. */
  async #announce(placed: PlacedStep, attempt: number): Promise<boolean> {
    if (!placed.step.actuates) return true;
    this.#recordStarted(placed, attempt);
    await this.#parts.gate.untilUncommitted(0);
    if (!this.#parts.verdict.mainPartIsOver) return true;
    const skipReason = 'the main part ended before it began';
    const never: StepRecord = {
      ...placeOf(placed, attempt),
      status: 'skipped',
      skipReason,
      durationMs: 0,
      measurements: [],
    };
    this.#recordStep(never, placed.index);
    return false;
  }

  #recordStarted({ step: { name, group }, index }: PlacedStep, attempt: number): void {
    const { gate, voice } = this.#parts;
    gate.record({ type: 'stepStarted', name, group, index, attempt, at: voice.clock.timestamp() });
  }

  #stepEnded(last: StepRecord): void {
    this.#parts.verdict.stepEnded(last, this.#parts.plan.stopOnFail);
    this.#recordStep(last, last.index + 1);
  }

  #recordStep(step: StepRecord, nextStepIndex: number): void {
    const { gate, voice } = this.#parts;
    const { executionId } = voice;
    const { name, index, attempt, status } = step;
    gate.record({ type: 'stepEnded', step, nextStepIndex }, (seq) =>
      voice.tell({ type: 'STEP_COMPLETE', executionId, name, index, attempt, status, seq }),
    );
  }

  #stepsOf(wanted: (group: StepGroup) => boolean): PlacedStep[] {
    return this.#parts.plan.steps.map((step, index) => ({ step, index })).filter(({ step }) => wanted(step.group));
  }

  async #delay(ms: number): Promise<void> {
    if (ms === 0) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#parts.voice.clock.after(ms, resolve);
      this.#endDelay = () => {
        cancel();
        resolve();
      };
    });
    this.#endDelay = null;
  }
}

const needsOthers = ({ step }: PlacedStep) => step.uses !== undefined || step.rendezvous !== undefined;
