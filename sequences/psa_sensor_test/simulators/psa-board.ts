import { ByteServer, Simulator } from '@neurohub/sequence-sdk/simulator';
import { ANSWER, type PsaFrame, psaFrames, REQUEST } from '../drivers/psa-frames.ts';
import { NAK_BUSY, SENSORS, type SensorName, sensorOf, toBytes } from '../drivers/psa-sensors.ts';

/** What can go wrong on the board. The first two are bad products, the others bad connections or a bad board. */
export type BoardFault = 'none' | 'out_of_spec' | 'no_sensor' | 'busy_once' | 'busy' | 'silence' | 'wrong_crc';

const NAK = { command: 1, sensor: 2, payload: 3, noSpec: 6 };
const STATUS = { pass: 0, noAck: 1, invalid: 3 };
const MS_A_REQUEST = 20;

/** A PSA board behind a socket instead of a serial port. Its firmware is 1.0.0, and what it looks at is 503 mm away and 26.4 °C warm. */
export class PsaBoard extends Simulator {
  /** May be changed while it runs. */
  fault = (this.context.parameters['simulated_fault'] ?? 'none') as BoardFault;
  readonly #measured: Record<SensorName, number> = { vl53l0x: 503, mlx90640: 26.4 };
  readonly #specs = new Map<SensorName, Buffer>();
  #clockMs = 0;

  readonly #server = new ByteServer((send) => {
    let rest: Buffer = Buffer.alloc(0);
    return (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      while (rest.length > 0) {
        const decoded = psaFrames.decode(rest);
        if (decoded.kind === 'more') return;
        rest = rest.subarray(decoded.byteCount);
        if (decoded.kind === 'frame') this.#send(this.#answer(decoded.frame), send);
      }
    };
  });

  /** The settings by which the driver finds it. */
  async start() {
    const { host, port } = await this.#server.start();
    return { psa_mcu: { port: `tcp://${host}:${port}`, timeout: 1 } };
  }

  async stop() {
    await this.#server.stop();
  }

  #send(answer: PsaFrame, send: (bytes: Uint8Array) => void): void {
    if (this.fault === 'silence') return;
    const bytes = psaFrames.encode(answer);
    const isWrong = this.fault === 'wrong_crc';
    send(bytes.map((byte, at) => (isWrong && at === bytes.length - 2 ? byte ^ 0xff : byte)));
  }

  #answer({ command, payload }: PsaFrame): PsaFrame {
    this.#clockMs += MS_A_REQUEST;
    if (this.fault === 'busy' || this.fault === 'busy_once') {
      if (this.fault === 'busy_once') this.fault = 'none';
      return nak(NAK_BUSY);
    }
    if (command === REQUEST.ping) return { command: ANSWER.pong, payload: Buffer.of(1, 0, 0) };
    if (command === REQUEST.getList) return { command: ANSWER.list, payload: listPayload() };
    if (command === REQUEST.testAll) return this.#tested(Object.keys(SENSORS) as SensorName[]);
    if (!(Object.values(REQUEST) as number[]).includes(command)) return nak(NAK.command);
    const sensor = Object.values(SENSORS).some(({ id }) => id === payload[0]) ? sensorOf(payload[0]) : undefined;
    return sensor ? this.#answerAbout(sensor, command, payload) : nak(NAK.sensor);
  }

  #answerAbout(sensor: SensorName, command: number, payload: Uint8Array): PsaFrame {
    const id = Buffer.of(SENSORS[sensor].id);
    if (command === REQUEST.setSpec) {
      if (payload.length !== 5) return nak(NAK.payload);
      this.#specs.set(sensor, Buffer.from(payload.subarray(1)));
      return { command: ANSWER.specAck, payload: id };
    }
    if (command === REQUEST.testSingle) return this.#tested([sensor]);
    const spec = this.#specs.get(sensor);
    if (!spec) return nak(NAK.noSpec);
    if (command === REQUEST.getSpec) return { command: ANSWER.specData, payload: Buffer.concat([id, spec]) };
    return { command: ANSWER.sensorData, payload: Buffer.concat([id, this.#data(sensor, spec)]) };
  }

  /** Stops at the first that does not pass, as the firmware does. */
  #tested(sensors: SensorName[]): PsaFrame {
    const parts: Buffer[] = [];
    let passed = 0;
    for (const sensor of sensors) {
      const spec = this.#specs.get(sensor);
      if (!spec) return nak(NAK.noSpec);
      const status = this.#status(sensor, spec);
      const data = status === STATUS.noAck ? Buffer.alloc(2 * SENSORS[sensor].fields) : this.#data(sensor, spec);
      parts.push(Buffer.of(SENSORS[sensor].id, status), data);
      if (status !== STATUS.pass) break;
      passed += 1;
    }
    const count = parts.length / 2;
    const clock = Buffer.alloc(4);
    clock.writeUInt32BE(this.#clockMs);
    const payload = Buffer.concat([Buffer.of(count, passed, count - passed), clock, ...parts]);
    return { command: ANSWER.result, payload };
  }

  #status(sensor: SensorName, spec: Buffer): number {
    if (this.fault === 'no_sensor') return STATUS.noAck;
    const isWithin = this.#difference(sensor, spec) <= spec.readUInt16BE(2) / SENSORS[sensor].encoding.scale;
    return isWithin ? STATUS.pass : STATUS.invalid;
  }

  #difference(sensor: SensorName, spec: Buffer): number {
    const { scale, signed } = SENSORS[sensor].encoding;
    const target = (signed ? spec.readInt16BE(0) : spec.readUInt16BE(0)) / scale;
    return Math.abs(this.#value(sensor) - target);
  }

  #value(sensor: SensorName): number {
    return this.#measured[sensor] * (this.fault === 'out_of_spec' ? 3 : 1);
  }

  #data(sensor: SensorName, spec: Buffer): Buffer {
    const { encoding } = SENSORS[sensor];
    const value = (number: number) => toBytes(number, encoding);
    const measured = this.#value(sensor);
    const picture = sensor === 'mlx90640' ? [24.1, measured - 2.2, measured + 3.1].map(value) : [];
    return Buffer.concat([value(measured), spec, value(this.#difference(sensor, spec)), ...picture]);
  }
}

const nak = (code: number): PsaFrame => ({ command: ANSWER.nak, payload: Buffer.of(code) });

function listPayload(): Buffer {
  const all = Object.values(SENSORS);
  const entries = all.map(({ id, label }) => Buffer.concat([Buffer.of(id, label.length), Buffer.from(label)]));
  return Buffer.concat([Buffer.of(all.length), ...entries]);
}
