import { readFileSync } from 'node:fs';
import type { WitnessLine } from '@neurohub/simulators';
import { eventually } from '../harness/eventually.ts';

/** What a supply did, told by the simulator itself: it writes it down before it answers, and has no part in the test. */
export class OutputWitness {
  readonly #file: string;
  readonly #slot: number;

  constructor(file: string, slot: number) {
    this.#file = file;
    this.#slot = slot;
  }

  get isOn(): boolean {
    return this.#changes().at(-1)?.['on'] === true;
  }

  untilOn(): Promise<boolean> {
    return eventually(() => this.isOn, { everyMs: 5, what: `the output of slot ${this.#slot} on` });
  }

  /** When it was off for good after this moment; null when it still is on after so long. */
  async offAfter(sinceMs: number, timeoutMs: number): Promise<number | null> {
    const isOff = () => !this.isOn;
    const inTime = await eventually(isOff, { everyMs: 10, timeoutMs, what: 'the output off' }).catch(() => false);
    if (!inTime) return null;
    // It may have been switched off and on by what was still alive: the last time counts.
    return Math.max(sinceMs, this.#changes().at(-1)?.monotonicMs ?? sinceMs);
  }

  #changes(): WitnessLine[] {
    const lines = readFileSync(this.#file, 'utf8').split('\n');
    return lines.flatMap((line) => {
      if (!line.includes('"output"')) return [];
      const entry = JSON.parse(line) as WitnessLine;
      return entry.event === 'output' && entry.slot === this.#slot ? [entry] : [];
    });
  }
}
