import {
  Driver,
  DriverCommunicationError,
  type DriverContext,
  DriverError,
  FramedClient,
} from '@neurohub/sequence-sdk';
import { type BoardFrame, boardFrames, COMMAND } from './board-frames.ts';

/** A microcontroller with a temperature sensor and a heater, on a serial port. */
export class SensorBoard extends Driver {
  readonly #client: FramedClient<BoardFrame, BoardFrame>;

  constructor(context: DriverContext) {
    super(context);
    const { port, baud_rate: baudRate = 115_200, timeout_ms: timeoutMs = 1_000 } = context.config;
    if (typeof port !== 'string' || typeof baudRate !== 'number' || typeof timeoutMs !== 'number')
      throw new DriverError(`"${this.name}" needs a port, a baud_rate and a timeout_ms in its settings`);
    this.#client = new FramedClient({
      ...{ context, port, timeoutMs, serial: { baudRate } },
      codec: boardFrames,
      retries: 1,
      isAnswer: (request, { command }) => command === request.command || command === COMMAND.refused,
    });
  }

  protected override async openConnection(signal: AbortSignal): Promise<void> {
    await this.#client.connect({ signal });
  }

  protected override async closeConnection(): Promise<void> {
    await this.#client.close();
  }

  /** The version of its firmware: `1.2.0`. */
  async identify(signal: AbortSignal): Promise<string> {
    return (await this.#ask(COMMAND.version, [], 3, signal)).join('.');
  }

  async reset(signal: AbortSignal): Promise<void> {
    await this.setHeater(false, signal);
  }

  async selfTest(signal: AbortSignal): Promise<void> {
    await this.identify(signal);
  }

  /** °C, with a resolution of 0.01. */
  async temperature(signal: AbortSignal): Promise<number> {
    return (await this.#ask(COMMAND.temperature, [], 2, signal)).readInt16BE() / 100;
  }

  async setHeater(isOn: boolean, signal: AbortSignal): Promise<void> {
    const answer = await this.#ask(COMMAND.heater, [isOn ? 1 : 0], 1, signal);
    if (answer[0] !== (isOn ? 1 : 0)) throw new DriverCommunicationError(`"${this.name}" did not switch its heater`);
  }

  /** Has to work in any state of the test, also after the connection has failed. */
  override async safeStop(signal: AbortSignal): Promise<void> {
    if (!this.isConnected) await this.connect(signal);
    await this.setHeater(false, signal);
  }

  async #ask(command: number, payload: number[], length: number, signal: AbortSignal): Promise<Buffer> {
    this.requireConnected('request');
    const reply = await this.#client.request({ command, payload: Buffer.from(payload) }, { signal });
    if (reply.command === command && reply.payload.length === length) return Buffer.from(reply.payload);
    const hex = Buffer.from([reply.command, ...reply.payload]).toString('hex');
    throw new DriverCommunicationError(`"${this.name}" answered ${hex} to command ${command}`, {
      instrument: this.name,
    });
  }
}
