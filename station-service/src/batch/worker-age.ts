import type { RecoveryConfig } from '@neurohub/contracts/recovery-config';

const MB = 1024 ** 2;

/** How much a worker process has behind it: one that has run for long is replaced before it makes trouble, while nothing is on. */
export class WorkerAge {
  readonly #config: Pick<RecoveryConfig, 'recycleAfterExecutions' | 'recycleBytes'>;
  #executions = 0;
  #rssBytes = 0;

  constructor(config: Pick<RecoveryConfig, 'recycleAfterExecutions' | 'recycleBytes'>) {
    this.#config = config;
  }

  executionEnded(): void {
    this.#executions += 1;
  }

  uses(rssBytes: number): void {
    this.#rssBytes = rssBytes;
  }

  /** Why it should be replaced, for people; null: it need not be. */
  get reason(): string | null {
    const { recycleAfterExecutions: most, recycleBytes } = this.#config;
    if (most > 0 && this.#executions >= most) return `after ${this.#executions} executions`;
    if (recycleBytes > 0 && this.#rssBytes > recycleBytes) return `it has ${Math.round(this.#rssBytes / MB)} MB`;
    return null;
  }

  /** A fresh process. */
  reset(): void {
    this.#executions = 0;
    this.#rssBytes = 0;
  }
}
