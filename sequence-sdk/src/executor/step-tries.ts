import type { StepDefinition, StepRecord } from '@neurohub/contracts/record';
import type { OnResume, StepStatus } from '@neurohub/contracts/vocabulary';
import { isAnnounced, onResumeOf } from './after-interruption.ts';
import type { EarlierAttempts } from './earlier-attempts.ts';
import type { HardwareKeeper } from './hardware-keeper.ts';
import type { FailureDecision, PausedDecision, PauseGate } from './pause-gate.ts';
import type { NextPlace, Part, StepTurn } from './plan-tree.ts';
import type { ResourceDesk } from './resource-desk.ts';
import {
  decisiveStatus,
  errorHandlingOf,
  goesOnAfterError,
  hasUndeclaredMiss,
  isTriedAgain,
  remainingErrorHandling,
  retryDelayMs,
} from './retry-rules.ts';
import { StepLedger, type StepLedgerParts, skipped } from './step-ledger.ts';
import type { StepRunner } from './step-runner.ts';
import type { StepWaits } from './step-waits.ts';
import type { VerdictTracker } from './verdict-tracker.ts';

export interface StepTriesParts extends StepLedgerParts {
  runner: StepRunner;
  verdict: VerdictTracker;
  desk: ResourceDesk;
  pauses: PauseGate;
  hardware: HardwareKeeper;
  /** Of processes that died. */
  earlier: EarlierAttempts;
  /** The step in doubt is skipped, whatever it says. */
  skipInDoubt: boolean;
  /** False once this process cannot be trusted with another attempt. */
  mayRetry: () => boolean;
}

/** A try as far as it decides: of an earlier process only that is known. */
type Tried = Pick<StepRecord, 'name' | 'status' | 'error' | 'errorClass'> & {
  measurements?: StepRecord['measurements'];
  missed?: boolean | undefined;
};

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
    if (!(await this.mayBegin(isAnnounced(turn.step)))) return null;
    const left = await this.#parts.pauses.pass('step');
    if (this.#parts.verdict.mainPartIsOver) return null;
    if (left) return this.#leaveOut(turn, left);
    if (turn.step.enabled === false) return this.skip(turn, this.switchedOffReason(turn.step.disabledBy));
    const withoutHardware = (await this.#parts.hardware.secure(null))?.skip;
    if (this.#parts.verdict.mainPartIsOver) return null;
    if (withoutHardware) return this.#leaveOut(turn, withoutHardware);
    const unbegun = await this.#checkCondition(turn);
    if (unbegun?.status === 'skipped' && turn.restoredFor) return 'skipped';
    return unbegun ? this.#ended(turn, this.#handled(turn, unbegun)) : this.#tryMain(turn);
  }

  /** A person left it out: nobody has tested what it tests. */
  #leaveOut(turn: StepTurn, { skipBy, reason }: NonNullable<PausedDecision>): StepStatus {
    const { verdict, earlier } = this.#parts;
    const text = `left out by ${skipBy ?? 'somebody'}: ${reason}`;
    if (turn.step.required !== false)
      verdict.fault({ code: 'STEP_SKIPPED', message: `step "${turn.step.name}" was ${text}` });
    return this.#ended(turn, skipped(turn, earlier.next(turn), text));
  }

  /**
   * A cleanup step: it waits for no commit, and no Stop ends it. `endReason`: how its failure ends the main part, if that is on. What it
   * makes of the verdict comes before the record of its last try.
   */
  async runCleanup(turn: StepTurn, endReason?: 'errorStop'): Promise<void> {
    const { verdict, mayRetry, earlier } = this.#parts;
    const isOff = turn.step.enabled === false;
    const first = earlier.next(turn);
    const unbegun = isOff
      ? skipped(turn, first, this.switchedOffReason(turn.step.disabledBy))
      : await this.#checkCondition(turn);
    const tries: Tried[] = earlier.tries(turn);
    for (let attempt = first; ; attempt += 1) {
      const tried = unbegun ?? (await this.#tryCleanupOnce(turn, attempt, this.#doubt(turn, attempt)));
      const record = this.#handled(turn, tried, unbegun ? undefined : tries.length + 1);
      tries.push(record);
      verdict.attemptEnded(record);
      const isOver = unbegun !== null || !mayRetry() || !isTriedAgain(turn.step, record, tries.length);
      if (isOver) this.#judgeCleanup(turn, tries, endReason);
      this.#ledger.ended(turn, record, isOver ? 'goOn' : 'tryAgain');
      if (isOver) return;
      await this.#delay(retryDelayMs(turn.step, tries.length));
    }
  }

  /**
   * A step that has not its turn. Where loops are around it, nothing says so again in each turn: it is recorded in the first. `from`: what
   * a resume would begin with, while others are skipped with it.
   */
  skip(turn: StepTurn, skipReason: string, from?: NextPlace): StepStatus {
    const { earlier } = this.#parts;
    if (turn.turns.some(({ index }) => index > 0) || earlier.isSkipped(turn)) return 'skipped';
    const record = skipped(turn, earlier.next(turn), skipReason);
    if (!from) return this.#ended(turn, record);
    this.#ledger.ended(turn, record, from);
    return 'skipped';
  }

  /** In a process that died it ended, and not well. */
  hadFailed({ step, turns }: StepTurn): boolean {
    const tries = this.#parts.earlier.tries({ step, turns });
    const status = decisiveStatus(step, tries);
    return tries.length > 0 && status !== 'passed' && status !== 'skipped';
  }

  /** Where a resume would begin with this step. */
  placeOf(turn: StepTurn): NextPlace {
    return this.#ledger.placeOf(turn);
  }

  /** A step that cannot begin because of the block around it. */
  cannotBegin(turn: StepTurn, thrown: unknown): void {
    const { runner, earlier } = this.#parts;
    this.#ended(turn, this.#handled(turn, runner.neverBegun(turn, earlier.next(turn), thrown)));
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
    const { verdict, mayRetry, earlier, pauses, hardware } = this.#parts;
    const { step } = turn;
    const tries: Tried[] = turn.restoredFor ? [] : earlier.tries(turn);
    const first = earlier.next(turn);
    let retry: FailureDecision = null;
    if (this.#stoodAfterFailure(turn, tries)) {
      retry = await this.#askPerson(step);
      if (!retry) return this.#judge(turn, tries);
    }
    for (let attempt = first; await this.mayBegin(isAnnounced(step)); attempt += 1) {
      const doubt = this.#doubt(turn, attempt);
      const tried = await this.#try(turn, attempt, doubt);
      if (!tried) break;
      const record = { ...this.#handled(turn, tried, tries.length + 1), ...retry };
      tries.push(record);
      verdict.attemptEnded(record);
      if (doubt === 'skip' && tried.status === 'skipped') this.#skippedInDoubt(step);
      const cannot = verdict.mainPartIsOver || !mayRetry();
      const isOver = cannot || !isTriedAgain(step, record, tries.length);
      const asksPerson = pauses.standsAfterFailure || hardware.asksPerson;
      if (isOver && (cannot || !hasFailed(record) || !asksPerson)) return this.#ended(turn, record, tries);
      // What has happened is kept before anybody is waited for.
      this.#ledger.ended(turn, record, 'tryAgain');
      const { retry: again } = (await hardware.secure(step)) ?? {};
      if (again) {
        verdict.retriedByPerson();
        retry = again;
      } else if (!isOver) await this.#delay(retryDelayMs(step, tries.length));
      else {
        retry = await this.#askPerson(step);
        if (!retry) break;
      }
    }
    return tries.length === 0 ? null : this.#judge(turn, tries);
  }

  /**
   * With what is done about its error. A process that cannot be trusted any more goes on with nothing, whatever the rules say.
   * @param triesMade left out: there is no further one, whatever they say
   */
  #handled({ step }: StepTurn, tried: StepRecord, triesMade = Number.POSITIVE_INFINITY): StepRecord {
    const { verdict, mayRetry } = this.#parts;
    if (tried.status !== 'error') return tried;
    // A step that passed is made an error when an instrument was lost in it: nobody has thrown anything then.
    const errorClass = mayRetry() ? (tried.errorClass ?? 'RECOVERABLE') : 'CRITICAL';
    const record: StepRecord = { ...tried, errorClass };
    const isDecided = verdict.mainPartIsOver && step.group !== 'cleanup';
    const errorHandling = isDecided ? undefined : errorHandlingOf(step, record, triesMade);
    return errorHandling ? { ...record, errorHandling } : record;
  }

  /** A process died while it stood after this step: no further try was due, and nobody has asked for one. */
  #stoodAfterFailure(turn: StepTurn, tries: readonly Tried[]): boolean {
    const last = tries.at(-1);
    if (!last || !hasFailed(last) || this.#parts.earlier.isInDoubt(turn)) return false;
    return !isTriedAgain(turn.step, { ...last, attempt: tries.length }, tries.length);
  }

  /** Stands after a step that failed, if that is wanted: whether it is run again, and for whom. */
  async #askPerson({ name, actuates }: StepDefinition): Promise<FailureDecision> {
    const decision = await this.#parts.pauses.passFailure({ name, actuates });
    if (decision) this.#parts.verdict.retriedByPerson();
    return decision;
  }

  /** What is to be done about the attempt before this one, when it was interrupted. */
  #doubt(turn: StepTurn, attempt: number): OnResume | undefined {
    const { earlier, skipInDoubt } = this.#parts;
    if (attempt !== earlier.next(turn) || !earlier.isInDoubt(turn) || turn.restoredFor) return undefined;
    return onResumeOf(turn.step, skipInDoubt);
  }

  /** What is left out because nobody knows how far it got was not tested. */
  #skippedInDoubt({ name, required }: StepDefinition): void {
    if (required === false) return;
    const message = `step "${name}" was interrupted, and was left out on a resume`;
    this.#parts.verdict.fault({ code: 'STEP_SKIPPED_IN_DOUBT', message, details: { step: name } });
  }

  /** Null when the step may begin. The condition of one that had begun held. */
  async #checkCondition(turn: StepTurn): Promise<StepRecord | null> {
    const { earlier, runner } = this.#parts;
    const hasBegun = earlier.isInDoubt(turn) || earlier.tries(turn).some(({ status }) => status !== 'skipped');
    return hasBegun && !turn.restoredFor ? null : runner.checkCondition(turn, earlier.next(turn));
  }

  /** One attempt, once what it shares with others is there. Null when the main part ended before it began. */
  async #try(turn: StepTurn, attempt: number, doubt: OnResume | undefined): Promise<StepRecord | null> {
    const { runner, desk, verdict } = this.#parts;
    const waits = this.#takeWaits();
    const run = async () => this.#parts.hardware.judged(await runner.run(turn, { attempt, waits, doubt }));
    if (!needsOthers(turn)) return (await this.#announce(turn, attempt)) ? run() : null;
    try {
      const release = await desk.enter(turn.step, waits);
      try {
        return (await this.#announce(turn, attempt)) ? await run() : null;
      } finally {
        release();
      }
    } catch (thrown) {
      return verdict.mainPartIsOver ? null : { ...runner.neverBegun(turn, attempt, thrown), ...waits.durations };
    }
  }

  #judgeCleanup({ step }: StepTurn, tries: readonly Tried[], endReason: 'errorStop' | undefined): void {
    const status = decisiveStatus(step, tries);
    const decisive = tries.findLast((tried) => tried.status === status);
    if (decisive) this.#parts.verdict.cleanupEnded(decisive, endReason);
  }

  async #tryCleanupOnce(turn: StepTurn, attempt: number, doubt: OnResume | undefined): Promise<StepRecord> {
    const { runner, desk, hardware } = this.#parts;
    const waits = this.#takeWaits();
    await hardware.reach();
    let release: (() => void) | null = null;
    try {
      if (needsOthers(turn)) release = await desk.enter(turn.step, waits, turn.step.timeoutMs);
    } catch (thrown) {
      return { ...runner.neverBegun(turn, attempt, thrown), ...waits.durations };
    }
    if (isAnnounced(turn.step)) this.#ledger.started(turn, attempt);
    const record = await runner.run(turn, { attempt, waits, doubt });
    release?.();
    return record;
  }

  #takeWaits(): StepWaits {
    const waits = this.#owedWaits ?? this.#parts.runner.newWaits();
    this.#owedWaits = null;
    return waits;
  }

  /** Before a step begins of which a resume has to know, that it does is committed. False when the main part ended meanwhile: then it must not begin. */
  async #announce(turn: StepTurn, attempt: number): Promise<boolean> {
    const { gate, verdict } = this.#parts;
    if (!isAnnounced(turn.step)) return !verdict.mainPartIsOver;
    this.#ledger.started(turn, attempt);
    await gate.untilUncommitted(0);
    if (!verdict.mainPartIsOver) return true;
    this.#ledger.ended(turn, skipped(turn, attempt, 'the main part ended before it began'), 'tryAgain');
    return false;
  }

  /** The step is over: what its tries make of the verdict comes before the record of the last one. */
  #ended(turn: StepTurn, last: StepRecord, tries: readonly Tried[] = [last]): StepStatus {
    const status = this.#judge(turn, tries);
    this.#ledger.ended(turn, last, 'goOn');
    return status;
  }

  /** In production a miss that a person had run again stays one, unless the step itself says that misses are tried again. */
  #judge({ step }: StepTurn, tries: readonly Tried[]): StepStatus {
    const { plan, verdict } = this.#parts;
    const decided = decisiveStatus(step, tries);
    const isKept = plan.mode === 'production' && decided === 'passed' && hasUndeclaredMiss(step, tries);
    const status = isKept ? 'failed' : decided;
    const decisive = tries.findLast((tried) => tried.status === status);
    const goesOn =
      status === 'error'
        ? goesOnAfterError(remainingErrorHandling(step, decisive ?? {}), plan.stopOnFail)
        : !plan.stopOnFail;
    verdict.stepEnded(
      { name: step.name, group: step.group, status, ...(decisive?.error && { error: decisive.error }) },
      goesOn,
    );
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

const hasFailed = ({ status }: Tried) => status === 'failed' || status === 'error';
const needsOthers = ({ step }: StepTurn) => step.uses !== undefined || step.rendezvous !== undefined;
