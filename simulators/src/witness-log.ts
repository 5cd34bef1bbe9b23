/**
 * What the instruments really heard and did, told by somebody who has no part in the test: one JSON line each, appended to a
 * file with a synchronous write, so that an entry is there whoever is killed right after it.
 */
import { closeSync, openSync, writeSync } from 'node:fs';

export interface WitnessEntry {
  readonly slot: number;
  readonly instrument: string;
  /** `command`: a line arrived. `output`: what the supply puts out has changed. `fault`: the control port changed something. */
  readonly event: 'command' | 'output' | 'fault';
  readonly [fact: string]: unknown;
}

/** A line of the file: the entry with both clocks. */
export interface WitnessLine extends WitnessEntry {
  /** Wall clock, ISO 8601 UTC. */
  readonly at: string;
  /** Milliseconds on the machine's monotonic clock (the same for every process on it). */
  readonly monotonicMs: number;
}

export class WitnessLog {
  #file: number | null;

  /** @param path file to append to; without it nothing is kept. */
  constructor(path?: string) {
    this.#file = path === undefined ? null : openSync(path, 'a');
  }

  write(entry: WitnessEntry): void {
    if (this.#file === null) return;
    const monotonicMs = Number(process.hrtime.bigint() / 1000n) / 1000;
    writeSync(this.#file, `${JSON.stringify({ at: new Date().toISOString(), monotonicMs, ...entry })}\n`);
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
