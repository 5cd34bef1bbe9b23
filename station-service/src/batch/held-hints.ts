import type { StepProgress } from '@neurohub/contracts/events';

/** Too short for a person to notice; a step that is over by then is told once, by its commit. */
const HOLD_MS = 20;

type Ended = Extract<StepProgress, { kind: 'ended' }>;
/** What is told of a step before its commit. */
export type Hint = Exclude<StepProgress, Ended | { kind: 'marker' }>;

/** Live hints on their way to the clients. Those of a step that has been committed meanwhile are dropped: the commit says it all. */
export class HeldHints {
  readonly #tell: (hint: Hint) => void;
  #held: Hint[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: (hint: Hint) => void) {
    this.#tell = tell;
  }

  hold(hint: Hint): void {
    this.#held.push(hint);
    this.#timer ??= setTimeout(() => this.release(), HOLD_MS);
  }

  /** The step has been committed. */
  dropStep(name: string): void {
    this.#held = this.#held.filter((hint) => hint.name !== name);
  }

  /** The execution is over, or another one begins. */
  dropAll(): void {
    this.#held = [];
  }

  /** Tells them now: what is committed next goes on while the step does, and clients drop hints from before it. */
  release(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const held = this.#held;
    this.#held = [];
    for (const hint of held) this.#tell(hint);
  }
}
