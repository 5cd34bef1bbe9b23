import { CodedError } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Recorder } from '../executor/execution-ports.ts';

/** Keeps what a station would commit. */
export class MemoryRecorder implements Recorder {
  /** What was taken, in order: `executionStarted`, `stepEnded`, … */
  readonly events: RecordEvent[] = [];
  readonly #failsAfter: number;
  #hasRefused = false;

  /** @param failsAfter it takes this many events, and none after: the storage of the station is out of reach */
  constructor(failsAfter: number = Number.POSITIVE_INFINITY) {
    this.#failsAfter = failsAfter;
  }

  async record(event: RecordEvent): Promise<number> {
    if (this.#takes(event)) return this.events.length;
    throw new CodedError('STORAGE_FAILED', `the test lets the storage fail after ${this.#failsAfter} events`);
  }

  recordLater(event: RecordEvent): void {
    this.#takes(event);
  }

  async flush(): Promise<boolean> {
    return !this.#hasRefused;
  }

  #takes(event: RecordEvent): boolean {
    this.#hasRefused ||= this.events.length >= this.#failsAfter;
    if (!this.#hasRefused) this.events.push(event);
    return !this.#hasRefused;
  }
}
