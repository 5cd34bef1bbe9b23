import { isCodedError } from '@neurohub/contracts/errors';
import { DriverConnectionError } from '../errors.ts';
import type { TransportContext } from './transport-context.ts';

/** Who takes what a stream brings. */
export interface ByteListener {
  /** Bytes as they came, in any pieces. */
  bytes(chunk: Buffer): void;
  /** The stream is of no use any more. Called once. */
  failed(reason: Error): void;
}

/** A way to an instrument that carries bytes. It is good until its first failure, and never again. */
export interface ByteStream {
  /** Where it leads, for messages: `10.0.0.7:5025`, `/dev/ttyUSB0`. */
  readonly address: string;
  /** Nothing of an earlier connection can arrive on a new one. Not so on a wire, where a late answer finds whoever listens. */
  readonly isFreshWhenReopened: boolean;
  /** The first cause why it is of no use any more; null while it is good. */
  readonly failure: Error | null;
  /** Begins to hand on what comes, beginning with what came before. Called once. */
  listen(listener: ByteListener): void;
  /** Throws away what came before {@link listen}, and answers how many bytes that was. */
  discard(): number;
  /** Hands bytes to the operating system. @throws the {@link failure} */
  write(bytes: Uint8Array): void;
  /** Ends it for this reason; the first one stays. */
  fail(reason: Error): void;
  /** Ends it, and resolves when the operating system has let go of it: only then can a serial port be opened again. */
  close(): Promise<void>;
}

/** Latches the first failure and records the traffic; an implementation adds how bytes are sent and how the stream is ended. */
export abstract class LatchingStream implements ByteStream {
  abstract readonly isFreshWhenReopened: boolean;
  readonly address: string;
  readonly #context: TransportContext;
  #listener: ByteListener | null = null;
  #early: Buffer[] = [];
  #failure: Error | null = null;
  #isClosing = false;

  constructor(address: string, context: TransportContext) {
    this.address = address;
    this.#context = context;
  }

  get failure(): Error | null {
    return this.#failure;
  }

  listen(listener: ByteListener): void {
    this.#listener = listener;
    const early = this.#early;
    this.#early = [];
    for (const chunk of early) listener.bytes(chunk);
    if (this.#failure) listener.failed(this.#failure);
  }

  discard(): number {
    const count = this.#early.reduce((sum, chunk) => sum + chunk.length, 0);
    this.#early = [];
    return count;
  }

  write(bytes: Uint8Array): void {
    if (this.#failure) throw this.#failure;
    this.#context.traffic?.record('out', bytes);
    this.send(bytes);
  }

  fail(reason: Error): void {
    if (this.#failure) return;
    this.#failure = reason;
    this.release();
    this.#listener?.failed(reason);
    // A call that came after the end of the client says that it is closed.
    const isOnPurpose = this.#isClosing || (isCodedError(reason) && reason.code === 'DRIVER_STATE');
    if (!isOnPurpose) this.#context.connection?.broken(reason);
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.fail(this.lost('it was closed'));
    await this.released();
  }

  protected abstract send(bytes: Uint8Array): void;
  /** Begins to let go of the resource; called once. */
  protected abstract release(): void;
  /** Resolves when it is let go of. */
  protected abstract released(): Promise<void>;

  protected received(chunk: Buffer): void {
    // What comes after the failure belongs to nobody.
    if (this.#failure) return;
    this.#context.traffic?.record('in', chunk);
    if (this.#listener) this.#listener.bytes(chunk);
    else this.#early.push(chunk);
  }

  protected lost(text: string, cause?: unknown): DriverConnectionError {
    return new DriverConnectionError(`"${this.#context.name}" at ${this.address}: ${text}`, {
      instrument: this.#context.name,
      cause,
    });
  }
}
