import { CodedError } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Clock } from './execution-ports.ts';

/** A person who asks for something, as far as he is known. */
export interface Asker {
  by?: string | undefined;
}

/** What is to become of the step that comes next: null, it runs. */
export type PausedDecision = null | { skipBy: string | undefined; reason: string };

export interface PauseGateParts {
  record: (event: RecordEvent) => void;
  /** The execution is paused now, or goes on. */
  tell: (isPaused: boolean) => void;
  clock: Clock;
}

/** `pausing`: it will be paused as soon as the running step has ended. */
export type PauseState = 'running' | 'pausing' | 'paused';

/**
 * Where an execution stands while a person looks: between two steps, never within one, and never in cleanup. Times are outside of every
 * limit of a step. Pure but for its clock.
 */
export class PauseGate {
  readonly #parts: PauseGateParts;
  #asked: Asker | null = null;
  /** Steps that may run before it is paused again. */
  #allowance = 0;
  #waiting: { decide: (decision: PausedDecision, by: string | undefined) => void } | null = null;
  #isOver = false;

  constructor(parts: PauseGateParts) {
    this.#parts = parts;
  }

  get state(): PauseState {
    if (this.#waiting) return 'paused';
    return this.#asked ? 'pausing' : 'running';
  }

  /** A second pause changes nothing. */
  pause(asker: Asker): void {
    if (!this.#isOver) this.#asked ??= asker;
  }

  /** Goes on; takes back a pause that has not begun. @throws CodedError NOT_PAUSED */
  resume({ by }: Asker): void {
    if (!this.#asked) throw notPaused(this.state);
    this.#asked = null;
    this.#waiting?.decide(null, by);
  }

  /** Runs one step with its tries, then pauses again. @throws CodedError NOT_PAUSED */
  stepOver({ by }: Asker): void {
    if (!this.#waiting) throw notPaused(this.state);
    this.#allowance = 1;
    this.#waiting.decide(null, by);
  }

  /** The step that would come next is left out; then it is paused again. @throws CodedError NOT_PAUSED */
  skip({ by, reason }: Asker & { reason: string }): void {
    if (!this.#waiting) throw notPaused(this.state);
    this.#waiting.decide({ skipBy: by, reason }, by);
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
    const { record, tell, clock } = this.#parts;
    const sinceMs = clock.monotonicMs();
    const { by: pausedBy } = this.#asked;
    record({ type: 'executionPaused', at: clock.timestamp(), ...(pausedBy !== undefined && { by: pausedBy }) });
    tell(true);
    const { decision, by } = await new Promise<{ decision: PausedDecision; by: string | undefined }>((resolve) => {
      this.#waiting = {
        decide: (decision, by) => {
          this.#waiting = null;
          resolve({ decision, by });
        },
      };
    });
    // The step that may run is the next one, not the one after it.
    if (what === 'step') this.#allowance = 0;
    record({
      ...{ type: 'executionContinued', at: clock.timestamp(), pausedMs: clock.monotonicMs() - sinceMs },
      ...(by !== undefined && { by }),
    });
    tell(false);
    return decision;
  }
}

function notPaused(state: PauseState): CodedError {
  const why = state === 'pausing' ? 'it pauses when the running step has ended' : 'it runs';
  return new CodedError('NOT_PAUSED', `the execution is not paused: ${why}`, { details: { state } });
}
