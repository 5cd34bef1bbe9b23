/** What Ctrl-C means: once Stop, twice Kill. A closed terminal and SIGTERM are a Stop. */
export interface Interruptible {
  stop(): void;
  kill(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Listens from now until it is disposed of. */
export class Interrupts implements Disposable {
  readonly #tell: (text: string) => void;
  readonly #stopped = Promise.withResolvers<void>();
  #target: Interruptible | null = null;
  #count = 0;
  readonly #heard = (): void => this.#interrupt();

  constructor(tell: (text: string) => void) {
    this.#tell = tell;
    for (const signal of SIGNALS) process.on(signal, this.#heard);
  }

  /** No further execution begins. */
  get isStopped(): boolean {
    return this.#count > 0;
  }

  /** Resolves with the first interrupt. */
  get whenStopped(): Promise<void> {
    return this.#stopped.promise;
  }

  /** What an interrupt stops, also one that came before; null when nothing is on. */
  aim(target: Interruptible | null): void {
    this.#target = target;
    if (this.isStopped) target?.stop();
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#heard);
  }

  #interrupt(): void {
    this.#count += 1;
    this.#stopped.resolve();
    if (!this.#target) this.#tell('stopping: nothing is being run');
    else if (this.#count === 1) {
      this.#tell('stopping: cleanup steps run. Once more ends the process without them.');
      this.#target.stop();
    } else {
      this.#tell('killed: cleanup did not run. Check that the hardware is off.');
      this.#target.kill();
    }
  }
}
