import { Driver, DriverCommunicationError, type DriverContext, DriverError, ScpiClient } from '@neurohub/sequence-sdk';

/** What the instruments of this package have in common: SCPI over TCP at `host`, `port` of their settings (IEEE 488.2, chapter 10). */
export abstract class ScpiInstrument extends Driver {
  protected readonly client: ScpiClient;

  constructor(context: DriverContext) {
    super(context);
    const { host = '127.0.0.1', port, timeout_ms: timeoutMs = 2000 } = context.config;
    if (typeof host !== 'string' || typeof port !== 'number' || typeof timeoutMs !== 'number')
      throw new DriverError(`"${this.name}" needs a host, a port and a timeout_ms in its settings`);
    this.client = new ScpiClient({ context, host, port, timeoutMs, checkErrors: true, clearOnConnect: true });
  }

  protected override async openConnection(signal: AbortSignal): Promise<void> {
    await this.client.connect({ signal });
  }

  protected override async closeConnection(): Promise<void> {
    await this.client.close();
  }

  async reset(signal: AbortSignal): Promise<void> {
    this.requireConnected('reset');
    await this.client.write('*RST', { signal });
  }

  /** Manufacturer, model, serial number, firmware. */
  async identify(signal: AbortSignal): Promise<string> {
    this.requireConnected('identify');
    return this.client.query('*IDN?', { signal });
  }

  async selfTest(signal: AbortSignal): Promise<void> {
    this.requireConnected('selfTest');
    const result = await this.client.query('*TST?', { signal });
    if (!/^[+-]?0+$/.test(result)) throw this.problem(`failed its self-test: ${result}`);
  }

  /** Tells it to be off and has it say so. Connects by itself: it may be called when nothing is connected any more. */
  protected async switchOff(command: string, query: string, signal: AbortSignal): Promise<void> {
    await this.client.connect({ signal });
    const state = await this.client.query(`${command};${query}`, { signal });
    if (state === '' || Number(state) !== 0)
      throw this.problem(`was told ${command} and answers "${state.slice(0, 80)}" to ${query}`);
  }

  /** A reading. @throws DriverCommunicationError when the answer is no number */
  protected async queryNumber(command: string, signal: AbortSignal): Promise<number> {
    this.requireConnected(command);
    const answer = await this.client.query(command, { signal });
    const value = /^[+-]?\d/.test(answer) ? Number(answer) : Number.NaN;
    if (Number.isFinite(value)) return value;
    const text = `"${this.name}" answered "${answer.slice(0, 80)}" to ${command}; a number was expected`;
    throw new DriverCommunicationError(text, { instrument: this.name, command });
  }

  protected problem(text: string): DriverError {
    return new DriverError(`"${this.name}" ${text}`, { instrument: this.name });
  }
}
