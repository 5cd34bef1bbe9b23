import { Worker } from 'node:worker_threads';
import type { WorkerBoot } from '@neurohub/contracts/ipc';
import { VitalSigns } from './vital-signs.ts';
import { SERVICE_GONE, type WatchdogData, type WatchdogMessage } from './watchdog-messages.ts';

const BEAT_MS = 200;

/** The watchdog thread and the beats it listens for. */
export class Guard {
  readonly vitalSigns = new VitalSigns();
  readonly #thread: Worker;

  constructor(
    { servicePid, armedDir, sdkModule }: Pick<WorkerBoot, 'servicePid' | 'armedDir' | 'sdkModule'>,
    onServiceGone: () => void,
  ) {
    const workerData: WatchdogData = { buffer: this.vitalSigns.buffer, servicePid, armedDir, sdkModule };
    this.#thread = new Worker(new URL('./watchdog.js', import.meta.url), { workerData });
    this.#thread.on('message', (message) => message === SERVICE_GONE && onServiceGone());
    this.#thread.unref();
    setInterval(() => this.vitalSigns.beat(), BEAT_MS).unref();
  }

  /** What the activity numbers of the vital signs stand for. */
  nameActivities(activities: string[]): void {
    this.#thread.postMessage({ activities } satisfies WatchdogMessage);
  }

  /** What the settings of the instruments name: whoever makes them safe instead of us needs it. */
  nameSecrets(secrets: Record<string, string>): void {
    this.#thread.postMessage({ secrets } satisfies WatchdogMessage);
  }
}
