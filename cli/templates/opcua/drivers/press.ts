import { Driver, DriverCommunicationError, type DriverContext, DriverError, OpcUaClient } from '@neurohub/sequence-sdk';

const OBJECT = 'ns=1;s=Press';
const node = (name: string) => `${OBJECT}.${name}`;

/** A press behind a controller that speaks OPC-UA. */
export class Press extends Driver {
  readonly #client: OpcUaClient;

  constructor(context: DriverContext) {
    super(context);
    const { endpoint, timeout_ms: timeoutMs = 5_000 } = context.config;
    if (typeof endpoint !== 'string' || typeof timeoutMs !== 'number')
      throw new DriverError(`"${this.name}" needs an endpoint and a timeout_ms in its settings`);
    this.#client = new OpcUaClient({ context, endpoint, timeoutMs, publishingMs: 50 });
  }

  protected override async openConnection(signal: AbortSignal): Promise<void> {
    await this.#client.connect({ signal });
  }

  protected override async closeConnection(): Promise<void> {
    await this.#client.close();
  }

  async identify(signal: AbortSignal): Promise<string> {
    this.requireConnected('identify');
    return String(await this.#client.read(node('Model'), { signal }));
  }

  async reset(signal: AbortSignal): Promise<void> {
    await this.retract(signal);
  }

  async selfTest(signal: AbortSignal): Promise<void> {
    this.requireConnected('selfTest');
    if ((await this.#client.read(node('IsSafe'), { signal })) !== true)
      throw new DriverError(`"${this.name}" says that its guard is open`);
  }

  /** Presses to a depth in mm and answers the highest force in N. It stays there until {@link retract}. */
  async press(depthMm: number, signal: AbortSignal): Promise<number> {
    this.requireConnected('press');
    await this.#client.write(node('Depth'), depthMm, { signal });
    const [force] = await this.#client.call(OBJECT, node('Press'), [], { signal });
    return this.#number('Press', force);
  }

  /** The way it has gone, in mm. */
  async position(signal: AbortSignal): Promise<number> {
    this.requireConnected('position');
    return this.#number('Position', await this.#client.read(node('Position'), { signal }));
  }

  async retract(signal: AbortSignal): Promise<void> {
    this.requireConnected('retract');
    await this.#client.call(OBJECT, node('Retract'), [], { signal });
  }

  /** Has to work in any state of the test, also after the connection has failed. */
  override async safeStop(signal: AbortSignal): Promise<void> {
    if (!this.isConnected) await this.connect(signal);
    await this.retract(signal);
  }

  #number(what: string, value: unknown): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new DriverCommunicationError(`"${this.name}" gave ${String(value)} as ${what}; a number was expected`);
  }
}
