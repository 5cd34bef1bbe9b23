import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Alarms } from '../core/alarms.ts';

/** The alarms about instruments that an execution has lost and could not reach again. They are over with the execution. */
export class HardwareAlarms {
  readonly #batchId: string;
  readonly #alarms: Pick<Alarms, 'raise' | 'clear'>;
  readonly #lost = new Set<string>();

  constructor(batchId: string, alarms: Pick<Alarms, 'raise' | 'clear'>) {
    this.#batchId = batchId;
    this.#alarms = alarms;
  }

  /** Takes in a committed event. */
  commit(event: RecordEvent): void {
    if (event.type === 'hardwareGivenUp') {
      this.#lost.add(event.hardware);
      const message = `${event.hardware}: ${event.error.message}`;
      this.#alarms.raise({ ...this.#subject(event.hardware), message });
    }
    if (event.type === 'hardwareBack') this.#over(event.hardware);
    if (event.type === 'executionEnded') this.clear();
  }

  /** The execution has no process any more. */
  clear(): void {
    for (const hardware of this.#lost) this.#over(hardware);
  }

  #over(hardware: string): void {
    if (this.#lost.delete(hardware)) this.#alarms.clear(this.#subject(hardware));
  }

  #subject(hardware: string) {
    return { code: 'HARDWARE_LOST', batchId: this.#batchId, instrument: `${this.#batchId}.${hardware}` } as const;
  }
}
