import { CodedError } from '@neurohub/contracts/errors';
import { jsonProblem } from '@neurohub/contracts/json-problem';

const MAX_BYTES = 64 * 1024;
const EMPTY = '{}';

type State = Record<string, unknown>;

/** Watches `this.state` of the sequence: what of it is kept with the next step, and whether it can be kept at all. */
export class StateKeeper {
  readonly #read: () => unknown;
  #known: string;
  #changed: State | null = null;
  #wasInvalid = false;

  /** `read`: gives the state as the sequence has it now. `kept`: what of it is stored already. */
  constructor(read: () => unknown, kept?: State) {
    this.#read = read;
    this.#known = kept ? JSON.stringify(kept) : EMPTY;
  }

  /**
   * Looks at the state, after each attempt. What is wrong with it is the fault of that attempt; but a cleanup step is not to blame for
   * what it found.
   */
  check(isCleanup: boolean): CodedError | null {
    const problem = this.#look();
    const isToBlame = problem !== null && !(isCleanup && this.#wasInvalid);
    this.#wasInvalid = problem !== null;
    return isToBlame ? new CodedError('STATE_INVALID', `this.state ${problem}`) : null;
  }

  /** The state, when it is another one than that which was taken last. */
  take(): { state?: State } {
    if (!this.#changed) return {};
    const state = this.#changed;
    this.#changed = null;
    return { state };
  }

  #look(): string | null {
    try {
      const state = this.#read();
      if (typeof state !== 'object' || state === null || Array.isArray(state)) return 'has to be an object';
      const found = jsonProblem(state);
      if (found) return `has to be JSON, but ${found}`;
      const text = JSON.stringify(state);
      const bytes = Buffer.byteLength(text);
      if (bytes > MAX_BYTES) return `has at most ${MAX_BYTES} bytes as JSON, got ${bytes}`;
      if (text !== this.#known) this.#changed = JSON.parse(text) as State;
      this.#known = text;
      return null;
    } catch (thrown) {
      return `cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
    }
  }
}
