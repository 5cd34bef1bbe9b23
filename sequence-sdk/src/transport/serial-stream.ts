import type { SerialPort } from 'serialport';
import { DriverError } from '../errors.ts';
import { LatchingStream } from './byte-stream.ts';
import { portOptions, type SerialSettings } from './serial-settings.ts';
import { type PortWatch, watchPort } from './serial-watch.ts';
import { unreachable } from './tcp-stream.ts';
import type { CallOptions, TransportContext } from './transport-context.ts';
import { tooLate, withLimit } from './with-limit.ts';

/**
 * A serial port. The control lines DTR and RTS are left alone unless asked for. That it was unplugged is seen without sending: by
 * the operating system's hang-up where there is one, else by {@link watchPort}.
 */
export class SerialStream extends LatchingStream {
  readonly isFreshWhenReopened = false;
  readonly #port: SerialPort;
  readonly #watch: PortWatch;
  readonly #closed: Promise<unknown>;

  private constructor(port: SerialPort, watch: PortWatch, context: TransportContext) {
    super(port.path, context);
    this.#port = port;
    this.#watch = watch;
    this.#closed = new Promise((resolve) => port.once('close', resolve));
    port.on('data', (chunk: Buffer) => this.received(chunk));
    port.on('error', (cause) => this.fail(this.lost(`the port failed: ${cause.message}`, cause)));
    port.on('close', (cause: Error | null) => this.fail(this.lost('the port was unplugged or hung up', cause)));
    watch.start((text) => this.fail(this.lost(text)));
  }

  /** @throws DriverConnectionError, DriverTimeoutError, or the signal's reason */
  static async open(
    path: string,
    settings: SerialSettings,
    context: TransportContext,
    options: CallOptions = {},
  ): Promise<SerialStream> {
    // Loaded by the first driver that needs it: a native module costs every other worker memory and time.
    const { SerialPort } = await import('serialport');
    try {
      const port = new SerialPort(portOptions(path, settings));
      return await withLimit(options, tooLate(context, path, 'opening the port'), (signal) =>
        openPort(port, settings, context, signal),
      );
    } catch (cause) {
      if (options.signal?.aborted || cause instanceof DriverError) throw cause;
      throw unreachable(context.name, path, cause);
    }
  }

  /** @internal for {@link openPort} */
  static async of(port: SerialPort, settings: SerialSettings, context: TransportContext): Promise<SerialStream> {
    return new SerialStream(port, await watchPort(port, settings.watchMs), context);
  }

  protected send(bytes: Uint8Array): void {
    this.#port.write(Buffer.from(bytes));
  }

  protected release(): void {
    this.#watch.stop();
    if (this.#port.isOpen) this.#port.close(() => undefined);
  }

  protected async released(): Promise<void> {
    if (this.#port.isOpen || this.#port.closing) await this.#closed;
  }
}

/** A port that nobody waits for any more, or that cannot be set up, is closed again. */
async function openPort(
  port: SerialPort,
  settings: SerialSettings,
  context: TransportContext,
  signal: AbortSignal,
): Promise<SerialStream> {
  // The callbacks below say what is wrong; nobody listens to the port itself yet.
  port.on('error', () => undefined);
  await called((done) => port.open(done));
  try {
    const { lines } = settings;
    if (lines) await called((done) => port.set(lines, done));
    const stream = await SerialStream.of(port, settings, context);
    signal.throwIfAborted();
    return stream;
  } catch (error) {
    if (port.isOpen) port.close(() => undefined);
    throw error;
  }
}

const called = (act: (done: (error: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => act((error) => (error ? reject(error) : resolve())));
