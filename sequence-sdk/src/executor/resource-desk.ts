import { CodedError } from '@neurohub/contracts/errors';
import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { Wait } from '@neurohub/contracts/vocabulary';
import type { Lease, Resources } from './execution-ports.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import type { StepWaits } from './step-waits.ts';

/** A step or block, by what it needs of other batches. */
export interface Needs {
  name: string;
  uses?: string[] | undefined;
  rendezvous?: string | undefined;
}

export interface ResourceDeskParts {
  hardware: ExecutionPlan['hardware'];
  resources: Resources | undefined;
  voice: ExecutionVoice;
}

/** Gets for steps and blocks what they share with other batches, before they begin. One asks at a time. */
export class ResourceDesk {
  readonly #parts: ResourceDeskParts;
  readonly #held = new Set<string>();
  #asking: AbortController | null = null;

  constructor(parts: ResourceDeskParts) {
    this.#parts = parts;
  }

  /** Ends the wait under way. */
  abort(reason: Error): void {
    this.#asking?.abort(reason);
  }

  /**
   * Meets the others, then takes the shared instruments that are not held already; resolves with what gives them back. That order:
   * whoever came first to a rendezvous would otherwise keep the instrument from those it waits for.
   * @param limitMs longest wait; a main step may wait for ever
   * @throws what the station said, or the reason of {@link abort}
   */
  async enter(needs: Needs, waits: StepWaits, limitMs?: number): Promise<() => void> {
    const { name, rendezvous } = needs;
    const instruments = this.#instrumentsOf(needs);
    const controller = new AbortController();
    this.#asking = controller;
    const tooLong = () => controller.abort(new CodedError('STEP_TIMEOUT', `"${name}" waited too long`));
    const cancelTimer = limitMs === undefined ? undefined : this.#parts.voice.clock.after(limitMs, tooLong);
    try {
      if (rendezvous !== undefined) await this.#meet(rendezvous, name, waits, controller.signal);
      return instruments.length > 0 ? await this.#take(instruments, name, waits, controller.signal) : () => undefined;
    } finally {
      cancelTimer?.();
      this.#asking = null;
    }
  }

  #instrumentsOf({ name, uses = [] }: Needs): string[] {
    const shared = uses.flatMap((id) => {
      const hardware = Object.hasOwn(this.#parts.hardware, id) ? this.#parts.hardware[id] : undefined;
      return hardware?.shared ? [hardware.instrument] : [];
    });
    const missing = [...new Set(shared)].filter((instrument) => !this.#held.has(instrument)).sort();
    if (missing.length === 0 || this.#parts.resources) return missing;
    throw new CodedError(
      'LEASE_NOT_HELD',
      `"${name}" uses ${missing.join(', ')}, shared with other batches: only a station can lend it`,
    );
  }

  async #meet(rendezvous: string, step: string, waits: StepWaits, signal: AbortSignal): Promise<void> {
    const { resources, voice } = this.#parts;
    if (!resources) return voice.log('info', `nobody to meet at "${rendezvous}" here`, step);
    await this.#waiting('peers', waits, (queued) =>
      untilAborted(resources.rendezvous(rendezvous, { step, signal, queued }), signal, () => undefined),
    );
  }

  async #take(instruments: string[], step: string, waits: StepWaits, signal: AbortSignal): Promise<() => void> {
    const { resources } = this.#parts;
    if (!resources) return () => undefined;
    const lease = await this.#waiting('instrument', waits, (queued) =>
      untilAborted(resources.acquire(instruments, { step, signal, queued }), signal, (late) => this.#release(late)),
    );
    for (const instrument of instruments) this.#held.add(instrument);
    return () => {
      for (const instrument of instruments) this.#held.delete(instrument);
      this.#release(lease);
    };
  }

  /** What is had at once is no wait: only `queued` begins one. */
  async #waiting<T>(kind: Wait, waits: StepWaits, ask: (queued: (detail: string) => void) => Promise<T>): Promise<T> {
    let end: (() => void) | undefined;
    let isOver = false;
    const queued = (detail: string) => {
      if (isOver) return;
      const endBefore = end;
      end = waits.begin({ waitingFor: kind, detail });
      endBefore?.();
    };
    try {
      return await ask(queued);
    } finally {
      isOver = true;
      end?.();
    }
  }

  /** Nothing waits for it: the station frees what a process held when it ends, at the latest. */
  #release(lease: Lease): void {
    lease.release().catch((thrown: unknown) => {
      this.#parts.voice.log('warning', `a shared instrument was not given back: ${String(thrown)}`, null);
    });
  }
}

/** Ends with the signal even when `work` does not; what it brings later goes to `late`. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal, late: (value: T) => void): Promise<T> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } catch (thrown) {
    if (signal.aborted) work.then(late, () => undefined);
    throw thrown;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
