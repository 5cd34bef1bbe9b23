import type { StepDefinition, StepRecord } from '@neurohub/contracts/record';

import type { StepStatus } from '@neurohub/contracts/vocabulary';
import type { Part, StepTurn } from './plan-tree.ts';
import type { ResourceDesk } from './resource-desk.ts';
import { decisiveStatus, isTriedAgain, retryDelayMs } from './retry-rules.ts';
import { StepLedger, type StepLedgerParts, skipped } from './step-ledger.ts';
import type { StepRunner } from './step-runner.ts';
import type { StepWaits } from './step-waits.ts';
import type { VerdictTracker } from './verdict-tracker.ts';

export interface StepTriesParts extends StepLedgerParts {
  runner: StepRunner;
  verdict: VerdictTracker;
  desk: ResourceDesk;
  /** False once this process cannot be trusted with another attempt. */
  mayRetry: () => boolean;
}

/** One step with all of its tries: what it waits for, whether it is tried again, what is recorded of it, what it does to the verdict. */
export class StepTries {
  readonly #parts: StepTriesParts;
  readonly #ledger: StepLedger;
  #endDelay: (() => void) | null = null;
  /** Of a block that was waited for: counted to the first attempt that begins in it. */
  #owedWaits: StepWaits | null = null;

  constructor(parts: StepTriesParts, tree: Part) {
    this.#parts = parts;
    this.#ledger = new StepLedger(parts, tree);
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
    if (turn.step.enabled === false) return this.skip(turn, this.switchedOffReason(turn.step.disabledBy));
    const unbegun = await this.#parts.runner.checkCondition(turn);
    return unbegun ? this.#ended(turn, [unbegun]) : this.#tryMain(turn);
  }

  /** A cleanup step: it waits for no commit, and no Stop ends it. `endReason`: how its failure ends the main part, if that is on. */
  async runCleanup(turn: StepTurn, endReason?: 'errorStop'): Promise<void> {
    const { verdict } = this.#parts;
    const tries = await this.#tryCleanup(turn);
    for (const tried of tries) verdict.attemptEnded(tried);
    const status = decisiveStatus(turn.step, tries);
    const decisive = tries.findLast((tried) => tried.status === status);
    if (decisive) verdict.cleanupEnded(decisive, endReason);
  }

  /** A step that has not its turn. Where loops are around it, nothing says so again in each turn: it is recorded in the first. */
  skip(turn: StepTurn, skipReason: string): StepStatus {
    if (turn.turns.some(({ index }) => index > 0)) return 'skipped';
    return this.#ended(turn, [skipped(turn, 1, skipReason)]);
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

  switchedOffReason(by?: StepDefinition['disabledBy']): string {
    if (by === 'overrides') return 'switched off by overrides';
    return this.#parts.plan.partial ? 'not selected' : 'switched off';
  }

  async #tryMain(turn: StepTurn): Promise<StepStatus | null> {
    const { verdict, mayRetry } = this.#parts;
    const { step } = turn;
    const tries: StepRecord[] = [];
    for (let attempt = 1; await this.mayBegin(step.actuates); attempt += 1) {
      const tried = await this.#try(turn, attempt);
      if (!tried) break;
      tries.push(tried);
      verdict.attemptEnded(tried);
      if (verdict.mainPartIsOver || !mayRetry() || !isTriedAgain(step, tried)) return this.#ended(turn, tries);
      this.#ledger.ended(turn, tried, 'tryAgain');
      await this.#delay(retryDelayMs(step, attempt));
    }
    return tries.length === 0 ? null : this.#judge(turn, tries);
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

  async #tryCleanup(turn: StepTurn): Promise<StepRecord[]> {
    const { runner, mayRetry } = this.#parts;
    const isOff = turn.step.enabled === false;
    const unbegun = isOff
      ? skipped(turn, 1, this.switchedOffReason(turn.step.disabledBy))
      : await runner.checkCondition(turn);
    const tries: StepRecord[] = [];
    for (let attempt = 1; ; attempt += 1) {
      const record = unbegun ?? (await this.#tryCleanupOnce(turn, attempt));
      tries.push(record);
      const isOver = unbegun !== null || !mayRetry() || !isTriedAgain(turn.step, record);
      this.#ledger.ended(turn, record, isOver ? 'goOn' : 'tryAgain');
      if (isOver) return tries;
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
    if (turn.step.actuates) this.#ledger.started(turn, attempt);
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
    const { gate, verdict } = this.#parts;
    if (!turn.step.actuates) return !verdict.mainPartIsOver;
    this.#ledger.started(turn, attempt);
    await gate.untilUncommitted(0);
    if (!verdict.mainPartIsOver) return true;
    this.#ledger.ended(turn, skipped(turn, attempt, 'the main part ended before it began'), 'tryAgain');
    return false;
  }

  /** The step is over: what its tries make of the verdict comes before the record of the last one. */
  #ended(turn: StepTurn, tries: StepRecord[]): StepStatus {
    const status = this.#judge(turn, tries);
    const last = tries.at(-1);
    if (last) this.#ledger.ended(turn, last, 'goOn');
    return status;
  }

  #judge({ step }: StepTurn, tries: StepRecord[]): StepStatus {
    const status = decisiveStatus(step, tries);
    this.#parts.verdict.stepEnded({ group: step.group, status }, this.#parts.plan.stopOnFail);
    return status;
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
