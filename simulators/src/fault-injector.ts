/** What is wrong with one instrument, as told by the control port. The instrument's own code is the same with and without. */

export type InstrumentFault =
  /** Hears and does not answer; `executes`: does what it is told all the same. */
  | { readonly kind: 'silence'; readonly executes: boolean }
  /** Executes, and answers queries with bytes that mean nothing. */
  | { readonly kind: 'garbage' }
  /** Cuts the connection instead of executing. */
  | { readonly kind: 'disconnect' }
  /** Readings are off by this factor: 1.05 reads 5 % high. */
  | { readonly kind: 'drift'; readonly factor: number }
  | { readonly kind: 'wrongIdn'; readonly identity: string }
  /** Answers this much later. */
  | { readonly kind: 'delay'; readonly ms: number };
export type FaultKind = InstrumentFault['kind'];
export const FAULT_KINDS = ['silence', 'garbage', 'disconnect', 'drift', 'wrongIdn', 'delay'] as const;

export interface FaultTiming {
  /** Commands that pass unharmed first; default 0. */
  readonly after: number;
  /** Commands it strikes; null = until it is cleared. */
  readonly count: number | null;
}

export class FaultInjector {
  #armed: { fault: InstrumentFault; after: number; count: number | null } | null = null;
  #active: InstrumentFault | null = null;

  /** The fault in effect for the command being handled now. */
  get active(): InstrumentFault | null {
    return this.#active;
  }

  /** What is armed, for `status`. */
  get armed(): (InstrumentFault & FaultTiming) | null {
    return this.#armed && { ...this.#armed.fault, after: this.#armed.after, count: this.#armed.count };
  }

  /** Replaces whatever was armed. */
  arm(fault: InstrumentFault, timing: FaultTiming): void {
    this.#armed = { fault, ...timing };
    this.#active = null;
  }

  clear(): void {
    this.#armed = null;
    this.#active = null;
  }

  /** Called once for each command that arrives: decides whether the fault strikes this one. */
  strike(): InstrumentFault | null {
    this.#active = this.#next();
    return this.#active;
  }

  /** 1 without drift. */
  get readingFactor(): number {
    return this.#active?.kind === 'drift' ? this.#active.factor : 1;
  }

  #next(): InstrumentFault | null {
    const armed = this.#armed;
    if (!armed) return null;
    if (armed.after > 0) {
      armed.after -= 1;
      return null;
    }
    if (armed.count === null) return armed.fault;
    if (armed.count <= 1) this.#armed = null;
    armed.count -= 1;
    return armed.count >= 0 ? armed.fault : null;
  }
}
