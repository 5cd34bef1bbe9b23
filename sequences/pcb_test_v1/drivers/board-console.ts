import { command, Driver, type DriverContext, DriverTimeoutError, type ScpiClient } from '@neurohub/sequence-sdk';
import { clientFor } from '../utils/settings.ts';

/** The console of the board's firmware: one line asked, one line answered, nothing while the board has no power. */
export class BoardConsole extends Driver {
  readonly #client: ScpiClient;

  constructor(context: DriverContext) {
    super(context);
    this.#client = clientFor(context, { checkErrors: false });
  }

  protected override async openConnection(signal: AbortSignal): Promise<void> {
    await this.#client.connect({ signal });
  }

  protected override async closeConnection(): Promise<void> {
    await this.#client.close();
  }

  /** The board is reset by switching its supply; the console has nothing to reset. */
  async reset(): Promise<void> {}

  /** The board is the product: which one is there is no matter of the station, and without power it would not say. */
  async identify(): Promise<string> {
    return 'console of the board';
  }

  async selfTest(signal: AbortSignal): Promise<void> {
    this.requireConnected('selfTest');
    await this.#client.query('PING', { signal });
  }

  /** The firmware's version; undefined when the board says nothing. */
  @command({
    category: 'measurement',
    displayName: { ko: '펌웨어 버전', en: 'Firmware version' },
    returns: { type: 'string' },
  })
  async version(signal: AbortSignal): Promise<string | undefined> {
    try {
      this.requireConnected('version');
      return await this.#client.query('VERSION?', { signal });
    } catch (error) {
      if (error instanceof DriverTimeoutError) return undefined;
      throw error;
    }
  }
}
