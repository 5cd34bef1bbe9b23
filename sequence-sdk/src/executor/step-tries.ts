import type { ExecutionPlan, StepRecord } from '@neurohub/contracts/record';
import type { StepStatus } from '@neurohub/contracts/vocabulary';
import type { CommitGate } from './commit-gate.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import { type NextPlace, NextPlaces } from './next-place.ts';
import { iterationsOf, type Part, type StepTurn } from './plan-tree.ts';
import type { ResourceDesk } from './resource-desk.ts';
import { decisiveStatus, isTriedAgain, retryDelayMs } from './retry-rules.ts';
import type { StateKeeper } from './state-keeper.ts';
import { placeOf, type StepRunner } from './step-runner.ts';
import type { StepWaits } from './step-waits.ts';
import type { VerdictTracker } from './verdict-tracker.ts';

export interface StepTriesParts {
  plan: ExecutionPlan;
  runner: StepRunner;
  gate: CommitGate;
  verdict: VerdictTracker;
  voice: ExecutionVoice;
  desk: ResourceDesk;
  state: StateKeeper;
  /** False once this process cannot be trusted with another attempt. */
  mayRetry: () => boolean;
}

/** One step with all of its tries: what it waits for, whether it is tried again, what is recorded of it, what it does to the verdict. */
export class StepTries {
  readonly #parts: StepTriesParts;
  readonly #places: NextPlaces;
  #endDelay: (() => void) | null = null;
  /** Of a block that was waited for: counted to the first attempt that begins in it. */
  #owedWaits: StepWaits | null = null;

  constructor(parts: StepTriesParts, tree: Part) {
    this.#parts = parts;
    this.#places = new NextPlaces(parts.plan, tree);
  }

  /** Ends the wait before another try. */
  endDelay(): void {
    this.#endDelay?.();
  }

  /** The next attempt that begins has waited so long already. */
  owe(waits: StepWaits): void {
    this.#owedWaits = waits;
  }

  /** A setup or main step. What became of it; null when the main part had ended before it could begin. */
  async runMain(turn: StepTurn): Promise<StepStatus | null> {
    if (!(await this.mayBegin(turn.step.actuates))) return null;
    if (turn.step.enabled === false) return this.skip(turn, this.switchedOffReason());
    const unbegun = await this.#parts.runner.checkCondition(turn);
    return unbegun ? this.#ended(turn, [unbegun]) : this.#tryMain(turn);
  }

  /** A cleanup step: it waits for no commit, and no Stop ends it. `endReason`: how its failure ends the main part, if that is on. */
  async runCleanup(turn: StepTurn, endReason?: 'errorStop'): Promise<void> {
    const last = await this.#tryCleanup(turn);
    this.#record(last, this.#places.after(turn));
    this.#parts.verdict.cleanupEnded(last, endReason);
  }

  /** A step that has not its turn. Where loops are around it, nothing says so again in each turn: it is recorded in the first. */
  skip(turn: StepTurn, skipReason: string): StepStatus {
    if (turn.turns.some(({ index }) => index > 0)) return 'skipped';
    return this.#ended(turn, [{ ...placeOf(turn, 1), status: 'skipped', skipReason, durationMs: 0, measurements: [] }]);
  }

  /** A step that cannot begin because of the block around it. */
  cannotBegin(turn: StepTurn, thrown: unknown): void {
    this.#ended(turn, [this.#parts.runner.neverBegun(turn, 1, thrown)]);
  }

  /** Waits until enough is committed. False when the main part has ended meanwhile. */
  async mayBegin(actuates: boolean): Promise<boolean> {
    const { gate, verdict, plan } = this.#parts;
    if (verdict.mainPartIsOver) return false;
    await gate.untilUncommitted(actuates ? 0 : plan.checkpointInterval - 1);
    return !verdict.mainPartIsOver;
  }

  switchedOffReason(): string {
    return this.#parts.plan.partial ? 'not selected' : 'switched off';
  }

  async #tryMain(turn: StepTurn): Promise<StepStatus | null> {
    const { verdict, plan, mayRetry } = this.#parts;
    const { step } = turn;
    const tries: StepRecord[] = [];
    for (let attempt = 1; await this.mayBegin(step.actuates); attempt += 1) {
      const tried = await this.#try(turn, attempt);
      if (!tried) break;
      tries.push(tried);
      verdict.attemptEnded(tried);
      if (verdict.mainPartIsOver || !mayRetry() || !isTriedAgain(step, tried)) return this.#ended(turn, tries);
      this.#record(tried, this.#places.same(turn));
      await this.#delay(retryDelayMs(step, attempt));
    }
    if (tries.length === 0) return null;
    const status = decisiveStatus(step, tries);
    verdict.stepEnded({ group: step.group, status }, plan.stopOnFail);
    return status;
  }

  /** One attempt, once what it shares with others is there. Null when the main part ended before it began. */
  async #try(turn: StepTurn, attempt: number): Promise<StepRecord | null> {
    const { runner, desk, verdict } = this.#parts;
    const waits = this.#takeWaits();
    if (!needsOthers(turn)) return (await this.#announce(turn, attempt)) ? runner.run(turn, attempt, waits) : null;
    try {
      const release = await desk.enter(turn.step, waits);
      try {
        return (await this.#announce(turn, attempt)) ? await runner.run(turn, attempt, waits) : null;
      } finally {
        release();
      }
    } catch (thrown) {
      return verdict.mainPartIsOver ? null : { ...runner.neverBegun(turn, attempt, thrown), ...waits.durations };
    }
  }

  async #tryCleanup(turn: StepTurn): Promise<StepRecord> {
    const { runner, mayRetry } = this.#parts;
    const unbegun =
      turn.step.enabled === false
        ? {
            ...placeOf(turn, 1),
            status: 'skipped' as const,
            skipReason: this.switchedOffReason(),
            durationMs: 0,
            measurements: [],
          }
        : await runner.checkCondition(turn);
    if (unbegun) return unbegun;
    for (let attempt = 1; ; attempt += 1) {
      const record = await this.#tryCleanupOnce(turn, attempt);
      if (!mayRetry() || !isTriedAgain(turn.step, record)) return record;
      this.#record(record, this.#places.same(turn));
      await this.#delay(retryDelayMs(turn.step, attempt));
    }
  }

  async #tryCleanupOnce(turn: StepTurn, attempt: number): Promise<StepRecord> {
    const { runner, desk } = this.#parts;
    const waits = this.#takeWaits();
    let release: (() => void) | null = null;
    try {
      if (needsOthers(turn)) release = await desk.enter(turn.step, waits, turn.step.timeoutMs);
    } catch (thrown) {
      return { ...runner.neverBegun(turn, attempt, thrown), ...waits.durations };
    }
    if (turn.step.actuates) this.#recordStarted(turn, attempt);
    const record = await runner.run(turn, attempt, waits);
    release?.();
    return record;
  }

  #takeWaits(): StepWaits {
    const waits = this.#owedWaits ?? this.#parts.runner.newWaits();
    this.#owedWaits = null;
    return waits;
  }

  /** Before a step acts, that it is about to is committed. False when the main part ended meanwhile: then it must not begin. */
  async #announce(turn: StepTurn, attempt: number): Promise<boolean> {
    if (!turn.step.actuates) return true;
    this.#recordStarted(turn, attempt);
    await this.#parts.gate.untilUncommitted(0);
    if (!this.#parts.verdict.mainPartIsOver) return true;
    const skipReason = 'the main part ended before it began';
    const never = {
      ...placeOf(turn, attempt),
      status: 'skipped' as const,
      skipReason,
      durationMs: 0,
      measurements: [],
    };
    this.#record(never, this.#places.same(turn));
    return false;
  }

  #recordStarted(turn: StepTurn, attempt: number): void {
    const { gate, voice } = this.#parts;
    const { name, group } = turn.step;
    const place = { name, group, index: turn.index, attempt, ...iterationsOf(turn.turns) };
    gate.record({ type: 'stepStarted', ...place, at: voice.clock.timestamp() });
  }

  /** The step is over: its last try decides the verdict by the step's policy before it is recorded. */
  #ended(turn: StepTurn, tries: StepRecord[]): StepStatus {
    const status = decisiveStatus(turn.step, tries);
    this.#parts.verdict.stepEnded({ group: turn.step.group, status }, this.#parts.plan.stopOnFail);
    const last = tries.at(-1);
    if (last) this.#record(last, this.#places.after(turn));
    return status;
  }

  #record(step: StepRecord, next: NextPlace): void {
    const { gate, voice, state } = this.#parts;
    const { executionId } = voice;
    const { name, index, attempt, status } = step;
    gate.record({ type: 'stepEnded', step, ...next, ...state.take() }, (seq) =>
      voice.tell({ type: 'STEP_COMPLETE', executionId, name, index, attempt, status, seq }),
    );
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

const needsOthers = ({ step }: StepTurn) => step.uses !== undefined || step.rendezvous !== undefined;
