import {
  Driver,
  DriverCommunicationError,
  type DriverContext,
  DriverError,
  type ScpiClient,
} from '@neurohub/sequence-sdk';
import { clientFor } from './settings.ts';

/** What every SCPI instrument can do, whatever it measures: connection, identity, reset, self-test (IEEE 488.2, chapter 10). */
export abstract class ScpiInstrument extends Driver {
  protected readonly client: ScpiClient;

  constructor(context: DriverContext) {
    super(context);
    // Every command is followed by SYST:ERR?, so that a refused one is an error where it happens. What is in the error queue when a
    // connection is made belongs to somebody before us.
    this.client = clientFor(context, { checkErrors: true, clearOnConnect: true });
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

  /** As identify(). @throws DriverCommunicationError when `model` is set and this is another one */
  async requireModel(signal: AbortSignal): Promise<string> {
    const identity = await this.identify(signal);
    const { model } = this.config;
    if (typeof model !== 'string' || identity.split(',')[1]?.trim() === model) return identity;
    throw new DriverCommunicationError(`"${this.name}" should be a ${model}, but says it is "${identity}"`, {
      instrument: this.name,
      command: '*IDN?',
      details: { expected: model, identity },
    });
  }

  async selfTest(signal: AbortSignal): Promise<void> {
    this.requireConnected('selfTest');
    const result = await this.client.query('*TST?', { signal });
    if (!/^[+-]?0+$/.test(result))
      throw new DriverError(`"${this.name}" failed its self-test: ${result}`, { instrument: this.name });
  }

  /** A reading. @throws DriverCommunicationError when the answer is no number */
  protected async queryNumber(command: string, signal: AbortSignal): Promise<number> {
    const answer = await this.client.query(command, { signal });
    const value = /^[+-]?\d/.test(answer) ? Number(answer) : Number.NaN;
    // SCPI-99 Volume 1, 7.2.1.5: 9.91E37 means "not a number", 9.9E37 infinity; neither is a reading.
    if (Number.isFinite(value) && Math.abs(value) < 9.9e37) return value;
    throw new DriverCommunicationError(
      `"${this.name}" answered "${answer.slice(0, 80)}" to ${command}; a number was expected`,
      {
        instrument: this.name,
        command,
      },
    );
  }
}
