import type { ExecutionTelemetry, TelemetrySink } from '@neurohub/sequence-sdk/executor';
import type { TelemetryLane } from './telemetry-lane.ts';

/** Gives every log line a number, so that the service can count what was lost on the way. */
export class NumberedTelemetry implements TelemetrySink {
  readonly #lane: Pick<TelemetryLane, 'publish'>;
  #logSeq = 0;

  constructor(lane: Pick<TelemetryLane, 'publish'>) {
    this.#lane = lane;
  }

  publish(event: ExecutionTelemetry): void {
    if (event.type === 'LOG') this.#lane.publish({ ...event, logSeq: ++this.#logSeq });
    else this.#lane.publish(event);
  }
}
