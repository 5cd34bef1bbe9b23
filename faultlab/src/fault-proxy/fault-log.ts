import { monotonicMs } from '../harness/monotonic.ts';

/** One fault that has struck. */
export interface StruckFault<F> {
  fault: F;
  /** Which connection (tcp) or request (http), counted from 1. */
  number: number;
  /** Milliseconds of the machine's monotonic clock, which is that of the witness files. */
  atMs: number;
}

/** Every fault that has struck, in order: what a test compares with what the station says. */
export class FaultLog<F> {
  readonly struck: StruckFault<F>[] = [];

  note(fault: F, number: number): void {
    this.struck.push({ fault, number, atMs: monotonicMs() });
  }
}
