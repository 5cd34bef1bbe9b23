import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { Log } from '../log.ts';

/** What a simulator is made from: the hardware ids it stands in for, the parameters of the execution, and a log. */
export interface SimulatorContext {
  /** The hardware ids it stands in for. */
  readonly hardware: readonly string[];
  /** Of the execution; empty in a manual session. */
  readonly parameters: Readonly<Record<string, ScalarValue>>;
  /** Lines for the execution's log. */
  readonly log: Log;
}

/**
 * Simulated instruments, and the product between them, for one execution or manual session. It serves the protocol of the real
 * instruments on loopback; the real drivers connect to it with the settings that {@link start} answers. Deterministic: the same
 * calls give the same answers.
 */
export abstract class Simulator {
  /** What it was made from. */
  protected readonly context: SimulatorContext;

  constructor(context: SimulatorContext) {
    this.context = context;
  }

  /** Begins to serve. Answers, for each hardware id, the settings that replace those of the configuration (host, port, …). */
  abstract start(): Promise<Readonly<Record<string, Readonly<Record<string, ScalarValue>>>>>;

  /** Ends it and frees its ports. May be called twice. */
  abstract stop(): Promise<void>;
}
