import { setTimeout as sleep } from 'node:timers/promises';
import {
  command,
  Driver,
  DriverCommunicationError,
  type DriverContext,
  DriverError,
  FramedClient,
} from '@neurohub/sequence-sdk';
import { ANSWER, type PsaFrame, psaFrames, REQUEST } from './psa-frames.ts';
import {
  NAK_BUSY,
  NAK_CRC,
  nakText,
  readList,
  readResult,
  readSensorData,
  readSpec,
  SENSORS,
  type SensorName,
  type SensorReading,
  type SensorSpec,
  specPayload,
  type TestResult,
} from './psa-sensors.ts';

type RequestName = keyof typeof REQUEST;

/** By request: the answer it has, and its time limit in multiples of the setting `timeout`. */
const EXCHANGES: Record<RequestName, { answer: number; limits: number }> = {
  ping: { answer: ANSWER.pong, limits: 1 },
  getList: { answer: ANSWER.list, limits: 1 },
  read: { answer: ANSWER.sensorData, limits: 2 },
  setSpec: { answer: ANSWER.specAck, limits: 2 },
  getSpec: { answer: ANSWER.specData, limits: 2 },
  testSingle: { answer: ANSWER.result, limits: 3 },
  testAll: { answer: ANSWER.result, limits: 4 },
};

const TRIES = 3;
const BUSY_PAUSE_MS = 100;

/** The MCU board of a PSA product: it drives the sensors and says what they measure. */
export class PsaMcu extends Driver {
  readonly #client: FramedClient<PsaFrame, PsaFrame>;
  readonly #timeoutMs: number;

  constructor(context: DriverContext) {
    super(context);
    const { port, baudrate: baudRate = 115_200, timeout = 5 } = context.config;
    if (typeof port !== 'string' || typeof baudRate !== 'number' || typeof timeout !== 'number')
      throw new DriverError(`"${this.name}" needs a port, a baudrate and a timeout in its settings`);
    this.#timeoutMs = timeout * 1000;
    this.#client = new FramedClient({
      context,
      port,
      serial: { baudRate },
      timeoutMs: this.#timeoutMs,
      codec: psaFrames,
      retries: TRIES - 1,
      interByteMs: 1000,
      isAnswer: (request, { command }) => command === answerTo(request.command) || command === ANSWER.nak,
    });
  }

  protected override openConnection(signal: AbortSignal): Promise<void> {
    return this.#client.connect({ signal });
  }

  protected override closeConnection(): Promise<void> {
    return this.#client.close();
  }

  /** The version of its firmware: `1.0.0`. */
  @command({ category: 'diagnostic', displayName: { ko: '펌웨어 버전', en: 'Firmware version' }, timeout: 30 })
  async ping(signal: AbortSignal): Promise<string> {
    const version = await this.#ask('ping', [], signal, (payload) => payload);
    if (version.length === 3) return version.join('.');
    throw this.#problem('ping', `a version of ${version.length} bytes`);
  }

  /** The sensors that its firmware knows. */
  @command({ category: 'diagnostic', displayName: { ko: '센서 목록', en: 'Sensors' }, timeout: 30 })
  async sensors(signal: AbortSignal): Promise<string[]> {
    return [...(await this.#ask('getList', [], signal, readList)).values()];
  }

  /** What one sensor measures now, in mm or °C; nothing is judged. */
  @command({
    category: 'measurement',
    displayName: { ko: '센서 읽기', en: 'Read a sensor' },
    params: { sensor: { type: 'string', options: Object.keys(SENSORS), default: 'vl53l0x' } },
    timeout: 60,
  })
  read(sensor: SensorName, signal: AbortSignal): Promise<SensorReading> {
    return this.#ask('read', [SENSORS[sensor].id], signal, (payload) => readSensorData(sensor, payload));
  }

  /** Tells a sensor what to expect; resolves when the board says that it has exactly that. */
  async specify(sensor: SensorName, spec: SensorSpec, signal: AbortSignal): Promise<void> {
    const payload = specPayload(sensor, spec);
    await this.#ask('setSpec', payload, signal, (answer) => answer);
    const kept = await this.#ask('getSpec', [SENSORS[sensor].id], signal, (answer) => readSpec(sensor, answer));
    if (payload.equals(specPayload(sensor, kept))) return;
    const text = `${kept.target} ± ${kept.tolerance} as specification of ${SENSORS[sensor].label}`;
    throw this.#problem('getSpec', `${text}, after it was given ${spec.target} ± ${spec.tolerance}`);
  }

  /** Tests one sensor against its specification. */
  async test(sensor: SensorName, signal: AbortSignal): Promise<TestResult> {
    return this.#ask('testSingle', [SENSORS[sensor].id], signal, readResult);
  }

  /** Tests all sensors; the board stops at the first that does not pass. */
  async testAll(signal: AbortSignal): Promise<TestResult> {
    return this.#ask('testAll', [], signal, readResult);
  }

  async identify(signal: AbortSignal): Promise<string> {
    return `PSA MCU, firmware ${await this.ping(signal)}`;
  }

  async selfTest(signal: AbortSignal): Promise<void> {
    await this.ping(signal);
  }

  /** The board has nothing to reset: it moves and powers nothing, and every test is given its specification. */
  async reset(): Promise<void> {}

  /** Silence and damaged answers are asked again by the client; what the board was only too busy for, here. */
  async #ask<T>(
    name: RequestName,
    payload: Iterable<number>,
    signal: AbortSignal,
    read: (payload: Uint8Array) => T,
  ): Promise<T> {
    this.requireConnected(name);
    const request = { command: REQUEST[name], payload: Buffer.from([...payload]) };
    const timeoutMs = this.#timeoutMs * EXCHANGES[name].limits;
    for (let triesLeft = TRIES - 1; ; triesLeft -= 1) {
      const { command, payload: answer } = await this.#client.request(request, { signal, timeoutMs });
      if (command !== ANSWER.nak) return this.#readable(name, () => read(answer));
      const code = answer[0] ?? 0;
      if (triesLeft === 0 || (code !== NAK_BUSY && code !== NAK_CRC)) throw this.#problem(name, nakText(code));
      await sleep(BUSY_PAUSE_MS, undefined, { signal });
    }
  }

  #readable<T>(name: RequestName, read: () => T): T {
    try {
      return read();
    } catch (cause) {
      throw this.#problem(name, (cause as Error).message, cause);
    }
  }

  #problem(name: RequestName, answer: string, cause?: unknown): DriverCommunicationError {
    return new DriverCommunicationError(`"${this.name}" answered to ${name}: ${answer}`, {
      ...{ instrument: this.name, command: name, cause },
    });
  }
}

function answerTo(request: number): number | undefined {
  const names = Object.keys(REQUEST) as RequestName[];
  const name = names.find((each) => REQUEST[each] === request);
  return name && EXCHANGES[name].answer;
}
