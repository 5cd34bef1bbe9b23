import type { ExecutionTelemetry, TelemetrySink } from '@neurohub/sequence-sdk/executor';

/** Too short for a person to notice. */
const HOLD_MS = 20;

/**
 * Keeps back for a moment what a running step shows: a step that is committed meanwhile carries all of it in its record, and nothing
 * of it has to travel on its own. So a fast step costs as many messages with a hundred measurements as with none.
 */
export class HeldTelemetry implements TelemetrySink {
  readonly #sink: TelemetrySink;
  #held: ExecutionTelemetry[] = [];
  #timer: NodeJS.Timeout | null = null;

  constructor(sink: TelemetrySink) {
    this.#sink = sink;
  }

  publish(event: ExecutionTelemetry): void {
    switch (event.type) {
      case 'MEASUREMENT':
      case 'STEP_PROGRESS':
        this.#hold(event);
        break;
      case 'STEP_COMPLETE':
        this.#held = this.#held.filter((hint) => !belongsTo(hint, event.name));
        this.#hold(event);
        break;
      case 'STEP_START':
      case 'LOG':
      case 'HARDWARE_STATUS':
        // At once and alone: a step may block the loop or end the process in this very turn, in which no more than one message gets
        // out. Nothing depends on the place of these among the others.
        this.#sink.publish(event);
        break;
      default:
        this.#release();
        this.#sink.publish(event);
    }
  }

  #hold(event: ExecutionTelemetry): void {
    this.#held.push(event);
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#release();
    }, HOLD_MS).unref();
  }

  #release(): void {
    const held = this.#held;
    this.#held = [];
    for (const event of held) this.#sink.publish(event);
  }
}

function belongsTo(event: ExecutionTelemetry, step: string): boolean {
  return (
    (event.type === 'MEASUREMENT' && event.step === step) || (event.type === 'STEP_PROGRESS' && event.name === step)
  );
}
