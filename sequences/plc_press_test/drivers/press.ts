import {
  command,
  Driver,
  DriverCommunicationError,
  type DriverContext,
  DriverError,
  type OpcUaChange,
  OpcUaClient,
  type OpcUaValue,
} from '@neurohub/sequence-sdk';

/** What one stroke is told. */
export interface Stroke {
  depthMm: number;
  /** The PLC stops there by itself, without asking anybody. */
  stopAtNewton: number;
}

/** How a stroke ended: at its depth, or before it, because the force was reached. */
export type StrokeEnd = 'depth' | 'force';

/** What the PLC recorded during a stroke: one force for each position. */
export interface ForceCurve {
  positions: number[];
  forces: number[];
}

const MOVE_LIMIT_MS = 20_000;

/** The states in which a stroke ends. `Up` is none: a PLC may report the state of before for one cycle more. */
const STANDING: readonly OpcUaValue[] = ['AtDepth', 'AtForce', 'Fault'];

/**
 * A press behind a PLC. The PLC moves it, watches its door and its force, and records the curve; we tell it what to do and wait for
 * what it reports. Nothing is polled: values come by subscription, and go on coming when the connection was lost in between.
 */
export class Press extends Driver {
  readonly #client: OpcUaClient;
  readonly #object: string;

  constructor(context: DriverContext) {
    super(context);
    const { endpoint, object = 'ns=1;s=Press', timeout_ms: timeoutMs = 5_000 } = context.config;
    if (typeof endpoint !== 'string' || typeof object !== 'string' || typeof timeoutMs !== 'number')
      throw new DriverError(`"${this.name}" needs an endpoint, an object and a timeout_ms in its settings`);
    this.#object = object;
    this.#client = new OpcUaClient({ context, endpoint, timeoutMs, publishingMs: 20 });
  }

  protected override openConnection(signal: AbortSignal): Promise<void> {
    return this.#client.connect({ signal });
  }

  protected override closeConnection(): Promise<void> {
    return this.#client.close();
  }

  identify(signal: AbortSignal): Promise<string> {
    return this.perform('identify', signal, async (own) => String(await this.#read('Model', own)));
  }

  async selfTest(signal: AbortSignal): Promise<void> {
    const state = await this.perform('selfTest', signal, (own) => this.#read('State', own));
    if (state === 'Fault') throw this.#problem(`reports a fault: ${await this.faultText(signal)}`);
  }

  async reset(signal: AbortSignal): Promise<void> {
    await this.retract(signal);
  }

  /** mm from the upper end. */
  @command({
    displayName: { ko: '위치', en: 'Position' },
    category: 'measurement',
    returns: { type: 'float', unit: 'mm' },
  })
  position(signal: AbortSignal): Promise<number> {
    return this.perform('position', signal, async (own) => this.#number('Position', await this.#read('Position', own)));
  }

  @command({ displayName: { ko: '하중', en: 'Force' }, category: 'measurement', returns: { type: 'float', unit: 'N' } })
  force(signal: AbortSignal): Promise<number> {
    return this.perform('force', signal, async (own) => this.#number('Force', await this.#read('Force', own)));
  }

  isDoorClosed(signal: AbortSignal): Promise<boolean> {
    return this.perform('isDoorClosed', signal, async (own) => (await this.#read('DoorClosed', own)) === true);
  }

  /** Resolves when the PLC reports the door closed. @throws DriverTimeoutError */
  async untilDoorClosed(timeoutMs: number, signal: AbortSignal): Promise<void> {
    await this.perform('untilDoorClosed', { signal, timeoutMs }, (own) =>
      this.#until('DoorClosed', (closed) => closed === true, own),
    );
  }

  /**
   * Moves down and resolves when the press stands still, under force. `moved` hears its position meanwhile.
   * @throws DriverError when the door is open, or the PLC reports a fault
   */
  async press(
    { depthMm, stopAtNewton }: Stroke,
    signal: AbortSignal,
    moved?: (mm: number) => void,
  ): Promise<StrokeEnd> {
    const limits = { signal, timeoutMs: MOVE_LIMIT_MS };
    const state = await this.perform('press', limits, async (own) => {
      // The PLC refuses by itself too; this is to say why.
      if ((await this.#read('DoorClosed', own)) !== true) throw this.#problem('does not press: its door is open');
      await this.#client.write(this.#node('TargetDepth'), depthMm, { signal: own });
      await this.#client.write(this.#node('StopForce'), stopAtNewton, { signal: own });
      await this.#client.call(this.#object, this.#node('Press'), [], { signal: own });
      const watched = moved && (await this.#watch('Position', (value) => moved(Number(value)), own));
      try {
        return await this.#until('State', (value) => STANDING.includes(value), own);
      } finally {
        await watched?.close();
      }
    });
    if (state === 'AtDepth') return 'depth';
    if (state === 'AtForce') return 'force';
    throw this.#problem(`stopped in state ${String(state)}: ${await this.faultText(signal)}`);
  }

  /** What the PLC recorded during the last stroke. */
  curve(signal: AbortSignal): Promise<ForceCurve> {
    return this.perform('curve', signal, async (own) => {
      const nodes = [this.#node('CurvePosition'), this.#node('CurveForce')];
      const [positions, forces] = await this.#client.readAll(nodes, { signal: own });
      if (!Array.isArray(positions) || !Array.isArray(forces) || positions.length !== forces.length)
        throw new DriverCommunicationError(`"${this.name}" gave no curve with a force for each position`);
      return { positions: positions.map(Number), forces: forces.map(Number) };
    });
  }

  /** Takes the force off and moves up; resolves when the PLC reports that it is up. */
  @command({ displayName: { ko: '상승', en: 'Retract' }, category: 'control', timeout: 20 })
  async retract(signal: AbortSignal): Promise<void> {
    await this.perform('retract', { signal, timeoutMs: MOVE_LIMIT_MS }, (own) => this.#moveUp(own));
  }

  @command({ displayName: { ko: '고장 내용', en: 'Fault' }, category: 'diagnostic', returns: { type: 'string' } })
  faultText(signal: AbortSignal): Promise<string> {
    return this.perform('faultText', signal, async (own) => String(await this.#read('FaultText', own)) || 'no fault');
  }

  /** Has to work in any state of the test, also after the connection has failed. */
  override async safeStop(signal: AbortSignal): Promise<void> {
    await this.#client.connect({ signal });
    await this.#moveUp(signal);
  }

  async #moveUp(signal: AbortSignal): Promise<void> {
    await this.#client.call(this.#object, this.#node('Retract'), [], { signal });
    await this.#until('State', (state) => state === 'Up', signal);
  }

  /** Resolves with the first value that is accepted, the present one included. Ends with the signal. */
  async #until(name: string, accepts: (value: OpcUaValue) => boolean, signal: AbortSignal): Promise<OpcUaValue> {
    const found = Promise.withResolvers<OpcUaValue>();
    const onAbort = () => found.reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const monitor = await this.#client.monitor(
        this.#node(name),
        (change) => {
          if (change.status !== 'Good') found.reject(this.#badValue(change));
          else if (accepts(change.value)) found.resolve(change.value);
        },
        { samplingMs: 10, signal },
      );
      return await found.promise.finally(() => monitor.close());
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #watch(name: string, listener: (value: OpcUaValue) => void, signal: AbortSignal) {
    return this.#client.monitor(this.#node(name), ({ value, status }) => status === 'Good' && listener(value), {
      samplingMs: 50,
      signal,
    });
  }

  #read(name: string, signal: AbortSignal): Promise<OpcUaValue> {
    return this.#client.read(this.#node(name), { signal });
  }

  #node(name: string): string {
    return `${this.#object}.${name}`;
  }

  #number(what: string, value: OpcUaValue): number {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw new DriverCommunicationError(`"${this.name}" gave ${String(value)} as ${what}; a number was expected`, {
      instrument: this.name,
    });
  }

  #badValue({ nodeId, status }: OpcUaChange): DriverCommunicationError {
    return new DriverCommunicationError(`"${this.name}" calls ${nodeId} ${status}`, { instrument: this.name });
  }

  #problem(text: string): DriverError {
    return new DriverError(`"${this.name}" ${text}`, { instrument: this.name });
  }
}
