import type { LogLevel } from '@neurohub/contracts/vocabulary';
import type { Clock, ExecutionTelemetry, TelemetrySink } from './execution-ports.ts';

const MAX_LOG_TEXT = 10_000;

/** Everything an execution says while it is under way; all of it may be lost. */
export class ExecutionVoice {
  readonly executionId: string;
  readonly clock: Clock;
  readonly #telemetry: TelemetrySink;

  constructor(executionId: string, telemetry: TelemetrySink, clock: Clock) {
    this.executionId = executionId;
    this.clock = clock;
    this.#telemetry = telemetry;
  }

  tell(event: ExecutionTelemetry): void {
    this.#telemetry.publish(event);
  }

  log(level: LogLevel, text: string, step: string | null): void {
    const message = String(text).slice(0, MAX_LOG_TEXT);
    this.tell({ type: 'LOG', executionId: this.executionId, step, level, message, at: this.clock.timestamp() });
  }
}
