import type { LogLevel } from '@neurohub/contracts/vocabulary';
import type { Clock, ExecutionTelemetry, TelemetrySink } from './execution-ports.ts';
import type { HardwareStatusDetails } from './sequence-host.ts';

const MAX_LOG_TEXT = 10_000;
const MAX_PROBLEM = 500;

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

  hardware(hardware: string, connected: boolean, { problem, ...details }: Partial<HardwareStatusDetails> = {}): void {
    const told = problem === undefined ? {} : { problem: problem.slice(0, MAX_PROBLEM) };
    this.tell({ type: 'HARDWARE_STATUS', hardware, connected, ...details, ...told });
  }

  log(level: LogLevel, text: string, step: string | null): void {
    const message = String(text).slice(0, MAX_LOG_TEXT);
    this.tell({ type: 'LOG', executionId: this.executionId, step, level, message, at: this.clock.timestamp() });
  }
}
