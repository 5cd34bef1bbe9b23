import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import { POSSIBLE, type RunState, type RunVerb } from '@neurohub/contracts/run-control';
import type { Clock } from './execution-ports.ts';

/** A person who asks for something, as far as he is known. */
export interface Asker {
  by?: string | undefined;
}

/** What is to become of the step that comes next: null, it runs. */
export type PausedDecision = null | { skipBy: string | undefined; reason: string };

/** A step that failed or is in error, and is not judged by it yet. */
export interface FailedStep {
  name: string;
  /** It moves or powers something: running it again has to be confirmed. */
  actuates: boolean;
}

/** What is to become of a step that failed: null, it is judged; or who wants it to run again. */
export type FailureDecision = null | { retriedBy: string };

export interface PauseGateParts {
  record: (event: RecordEvent) => void;
  /** The execution is paused now, or goes on. */
  tell: (isPaused: boolean) => void;
  clock: Clock;
  /** Stands after each step that failed, without being asked. @default false */
  pauseOnFail?: boolean;
  /** No pause is longer. @default it may last for ever */
  limitMs?: number | undefined;
  /** A pause has lasted as long as it may: whoever is told ends it. */
  reached?: (limitMs: number) => void;
}

/** How a person wants to go on where instruments are out of reach: once they are there again. */
export interface LossDecision {
  by: string | undefined;
  /** Before a step: it is left out. */
  skip: PausedDecision;
  /** After a step that failed: it runs again. */
  retry: FailureDecision;
}

type Decision = { skip: NonNullable<PausedDecision> } | { retry: NonNullable<FailureDecision> } | null;

interface Waiting {
  failed: FailedStep | null;
  decide: (decision: Decision, by: string | undefined) => void;
}

/**
 * Where an execution stands while a person looks: between two steps or after one that failed, never within one, and never in cleanup.
 * Times are outside of every limit of a step. Pure but for its clock.
 */
export class PauseGate {
  readonly #parts: PauseGateParts;
  #asked: Asker | null = null;
  /** Steps that may run before it is paused again. */
  #allowance = 0;
  #waiting: Waiting | null = null;
  #isOver = false;

  constructor(parts: PauseGateParts) {
    this.#parts = parts;
  }

  get state(): RunState {
    if (this.#waiting) return this.#waiting.failed ? 'pausedAfterFailure' : 'paused';
    if (this.#isOver) return 'ending';
    return this.#asked ? 'pausing' : 'running';
  }

  /** A step that fails now would be looked at before it is judged. */
  get standsAfterFailure(): boolean {
    return !this.#isOver && (this.#asked !== null || (this.#parts.pauseOnFail ?? false));
  }

  /** A second pause changes nothing. @throws CodedError NOT_PAUSABLE in cleanup */
  pause(asker: Asker): void {
    this.#assertPossible('pause');
    this.#asked ??= asker;
  }

  /** Goes on; takes back a pause that has not begun. @throws CodedError NOT_PAUSED */
  resume({ by }: Asker): void {
    this.#assertPossible('resume');
    this.#asked = null;
    this.#allowance = 0;
    this.#waiting?.decide(null, by);
  }

  /** Runs one step with its tries, then pauses again. @throws CodedError NOT_PAUSED */
  stepOver({ by }: Asker): void {
    this.#assertPossible('step');
    this.#asked ??= { by };
    this.#allowance = 1;
    this.#waiting?.decide(null, by);
  }

  /** The step that would come next is left out; then it is paused again. @throws CodedError NOT_PAUSED, NOTHING_TO_SKIP */
  skip({ by, reason }: Asker & { reason: string }): void {
    this.#assertPossible('skip');
    this.#waiting?.decide({ skip: { skipBy: by, reason } }, by);
  }

  /**
   * The step that has just failed runs again, once; then it is paused again.
   * @throws CodedError NOT_PAUSED, NOTHING_TO_RETRY; CONFIRMATION_NEEDED for a step that actuates
   */
  retry({ by, confirm = false }: Asker & { confirm?: boolean | undefined }): void {
    this.#assertPossible('retry');
    const failed = this.#waiting?.failed;
    if (failed?.actuates && !confirm)
      throw new CodedError('CONFIRMATION_NEEDED', `step "${failed.name}" moves or powers something`, {
        details: { step: failed.name },
      });
    this.#waiting?.decide({ retry: { retriedBy: by ?? 'somebody' } }, by);
  }

  /** The main part is over: nobody waits any more. */
  end(): void {
    this.#isOver = true;
    this.#asked = null;
    this.#waiting?.decide(null, undefined);
  }

  /** Waits here while it is paused. A block is entered like a step, but none is run by that. */
  async pass(what: 'step' | 'block'): Promise<PausedDecision> {
    if (!this.#asked) return null;
    if (this.#allowance > 0) {
      if (what === 'step') this.#allowance = 0;
      return null;
    }
    const { decision } = await this.#stand(this.#asked, null);
    // The step that may run is the next one, not the one after it.
    if (what === 'step') this.#allowance = 0;
    return decision && 'skip' in decision ? decision.skip : null;
  }

  /** Waits here after a step that failed, when a pause was asked for or every failure is to be looked at. */
  async passFailure(failed: FailedStep): Promise<FailureDecision> {
    if (!this.standsAfterFailure) return null;
    this.#asked ??= {};
    const { decision } = await this.#stand(this.#asked, failed);
    return decision && 'retry' in decision ? decision.retry : null;
  }

  /**
   * Waits here because instruments are out of reach, without being asked: after a step that failed, or before one. Going on does not wait
   * for a pause that nobody wanted. Null when the main part has ended.
   */
  async passLoss(lostHardware: string[], failed: FailedStep | null): Promise<LossDecision | null> {
    if (this.#isOver) return null;
    const { decision, by } = await this.#stand(this.#asked ?? {}, failed, lostHardware);
    // The step that may run is the next one, not the one after it.
    if (!failed) this.#allowance = 0;
    if (this.#isOver) return null;
    return {
      by,
      skip: decision && 'skip' in decision ? decision.skip : null,
      retry: decision && 'retry' in decision ? decision.retry : null,
    };
  }

  async #stand(
    { by: pausedBy }: Asker,
    failed: FailedStep | null,
    lostHardware?: string[],
  ): Promise<{ decision: Decision; by: string | undefined }> {
    const { record, tell, clock } = this.#parts;
    const sinceMs = clock.monotonicMs();
    record({
      ...{ type: 'executionPaused', at: clock.timestamp() },
      ...(pausedBy !== undefined && { by: pausedBy }),
      ...(failed && { failedStep: failed.name }),
      ...(lostHardware && { lostHardware }),
    });
    tell(true);
    const endLimit = this.#limit();
    const { decision, by } = await new Promise<{ decision: Decision; by: string | undefined }>((resolve) => {
      this.#waiting = {
        failed,
        decide: (decision, by) => {
          this.#waiting = null;
          resolve({ decision, by });
        },
      };
    });
    endLimit();
    record({
      ...{ type: 'executionContinued', at: clock.timestamp(), pausedMs: clock.monotonicMs() - sinceMs },
      ...(by !== undefined && { by }),
    });
    tell(false);
    return { decision, by };
  }

  /** What it gives ends the time limit of this pause. */
  #limit(): () => void {
    const { limitMs, reached, clock } = this.#parts;
    if (limitMs === undefined) return () => undefined;
    return clock.after(limitMs, () => reached?.(limitMs));
  }

  #assertPossible(verb: RunVerb): void {
    const { state } = this;
    const possible = POSSIBLE[state];
    if (possible.includes(verb)) return;
    throw new CodedError(codeOf(verb, state), `${verb} is not possible: the execution ${WHERE[state]}`, {
      details: { state, possible: [...possible] },
    });
  }
}

const WHERE: Readonly<Record<RunState, string>> = {
  running: 'runs',
  pausing: 'pauses when the running step has ended',
  paused: 'stands before a step',
  pausedAfterFailure: 'stands after a step that has run',
  ending: 'is in its cleanup',
};

function codeOf(verb: RunVerb, state: RunState): ErrorCode {
  if (verb === 'pause') return 'NOT_PAUSABLE';
  if (state === 'paused') return 'NOTHING_TO_RETRY';
  return state === 'pausedAfterFailure' ? 'NOTHING_TO_SKIP' : 'NOT_PAUSED';
}
