import { Driver, DriverCommunicationError, type DriverContext, DriverError, ScpiClient } from '@neurohub/sequence-sdk';

/** What every SCPI instrument can do, whatever it measures. */
export abstract class ScpiInstrument extends Driver {
  protected readonly client: ScpiClient;

  constructor(context: DriverContext) {
    super(context);
    const { host = '127.0.0.1', port, timeout_ms: timeoutMs = 1000 } = context.config;
    if (typeof host !== 'string' || typeof port !== 'number' || typeof timeoutMs !== 'number')
      throw new DriverError(`"${this.name}" needs a host, a port and a timeout_ms in its settings`);
    // Every command is followed by SYST:ERR?, so that a refused one is an error where it happens.
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

  async identify(signal: AbortSignal): Promise<string> {
    this.requireConnected('identify');
    return this.client.query('*IDN?', { signal });
  }

  async selfTest(signal: AbortSignal): Promise<void> {
    this.requireConnected('selfTest');
    const result = await this.client.query('*TST?', { signal });
    if (!/^[+-]?0+$/.test(result)) throw new DriverError(`"${this.name}" failed its self-test: ${result}`);
  }

  /** A reading. @throws DriverCommunicationError when the answer is no number */
  protected async queryNumber(command: string, signal: AbortSignal): Promise<number> {
    const answer = await this.client.query(command, { signal });
    const value = answer === '' ? Number.NaN : Number(answer);
    // SCPI-99 Volume 1, 7.2.1.5: 9.91E37 means "not a number", 9.9E37 infinity; neither is a reading.
    if (Number.isFinite(value) && Math.abs(value) < 9.9e37) return value;
    throw new DriverCommunicationError(`"${this.name}" answered "${answer}" to ${command}; a number was expected`);
  }
}
