import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { Clock, ExecutionTelemetry, Recorder } from '../executor/execution-ports.ts';
import type { SequenceHost } from '../executor/sequence-host.ts';

/** When the process of an execution dies: as soon as this step has begun. */
export interface Death {
  /** Name of the step. */
  step: string;
  /** Turn of the innermost loop around it, 0-based. @default the first in which it begins */
  turn?: number;
}

/** What an execution has of its process. After its death nothing is stored, no code runs, and what is waited for never comes. */
export class MortalProcess {
  readonly died: Promise<null>;
  readonly #never = new Promise<never>(() => undefined);
  readonly #cancels = new Set<() => void>();
  readonly #death: Death | undefined;
  readonly #resolve: (value: null) => void;
  #isDead = false;

  /** @param death undefined: it lives to the end */
  constructor(death: Death | undefined) {
    this.#death = death;
    const { promise, resolve } = Promise.withResolvers<null>();
    this.died = promise;
    this.#resolve = resolve;
  }

  /** Dies of a step that has begun, before anything of its code runs. */
  hear(event: ExecutionTelemetry): void {
    if (event.type !== 'STEP_START' || event.name !== this.#death?.step) return;
    const { turn } = this.#death;
    if (turn !== undefined && event.iterations?.at(-1)?.index !== turn) return;
    this.#isDead = true;
    for (const cancel of this.#cancels) cancel();
    this.#resolve(null);
  }

  recorder(kept: Recorder): Recorder {
    const unlessDead = <T>(act: () => Promise<T>) => (this.#isDead ? this.#never : act());
    return {
      record: (event: RecordEvent) => unlessDead(() => kept.record(event)),
      recordLater: (event: RecordEvent) => void (this.#isDead || kept.recordLater(event)),
      flush: (timeoutMs: number) => unlessDead(() => kept.flush(timeoutMs)),
    };
  }

  host(real: SequenceHost): SequenceHost {
    const isDead = () => this.#isDead;
    const never = this.#never;
    return new Proxy(real, {
      get(target, key) {
        const member = Reflect.get(target, key) as (...given: unknown[]) => unknown;
        return (...given: unknown[]) => (isDead() ? never : member.apply(target, given));
      },
    });
  }

  clock(real: Clock): Clock {
    return {
      timestamp: () => real.timestamp(),
      monotonicMs: () => real.monotonicMs(),
      after: (ms, callback) => {
        const forget = () => this.#cancels.delete(cancel);
        const cancelReal = real.after(ms, () => {
          forget();
          callback();
        });
        const cancel = () => {
          forget();
          cancelReal();
        };
        this.#cancels.add(cancel);
        return cancel;
      },
    };
  }
}
