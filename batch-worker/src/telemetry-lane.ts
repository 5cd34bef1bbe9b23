import type { Telemetry } from '@neurohub/contracts/ipc';
import { Publisher } from 'zeromq';

const HIGH_WATER_MARK = 10_000;

/** What the sender of telemetry leaves to the lane to fill in. */
export type TelemetryBody = Telemetry extends infer T
  ? T extends Telemetry
    ? Omit<T, 'batchId' | 'epoch'>
    : never
  : never;

/** The telemetry lane: fire and forget. A message that does not fit is dropped; nothing that counts travels here. */
export class TelemetryLane {
  readonly #socket = new Publisher({ sendHighWaterMark: HIGH_WATER_MARK, linger: 200 });
  readonly #base: { batchId: string; epoch: number };
  #queue: string[] = [];
  #sending = false;

  constructor(endpoint: string, base: { batchId: string; epoch: number }) {
    this.#base = base;
    this.#socket.connect(endpoint);
  }

  publish(body: TelemetryBody): void {
    if (this.#queue.length >= HIGH_WATER_MARK) return;
    this.#queue.push(JSON.stringify({ ...body, ...this.#base }));
    if (!this.#sending) void this.#drain();
  }

  close(): void {
    this.#socket.close();
  }

  /** One send at a time: a socket of zeromq.js refuses a second one while the first waits. */
  async #drain(): Promise<void> {
    this.#sending = true;
    try {
      while (this.#queue.length > 0) {
        const batch = this.#queue;
        this.#queue = [];
        for (const frame of batch) await this.#socket.send(frame);
      }
    } catch (thrown) {
      if (!this.#socket.closed) process.stderr.write(`telemetry lane: ${String(thrown)}\n`);
    } finally {
      this.#sending = false;
    }
  }
}
