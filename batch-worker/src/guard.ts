import { Worker } from 'node:worker_threads';
import { VitalSigns } from './vital-signs.ts';
import { SERVICE_GONE, type WatchdogData, type WatchdogMessage } from './watchdog-messages.ts';

const BEAT_MS = 200;

/** The watchdog thread and the beats it listens for. */
export class Guard {
  readonly vitalSigns = new VitalSigns();
  readonly #thread: Worker;

  constructor(servicePid: number, onServiceGone: () => void) {
    const workerData: WatchdogData = { buffer: this.vitalSigns.buffer, servicePid };
    this.#thread = new Worker(new URL('./watchdog.js', import.meta.url), { workerData });
    this.#thread.on('message', (message) => message === SERVICE_GONE && onServiceGone());
    this.#thread.unref();
    setInterval(() => this.vitalSigns.beat(), BEAT_MS).unref();
  }

  /** What the activity numbers of the vital signs stand for. */
  nameActivities(activities: string[]): void {
    this.#thread.postMessage({ activities } satisfies WatchdogMessage);
  }
}
