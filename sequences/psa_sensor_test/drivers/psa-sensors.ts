/** The two sensors of a PSA board, and how what is said of them stands in payloads. Everything here is pure. */

/** How a value is written: the distance in whole mm without a sign, temperatures in tenths of °C with one. */
interface Encoding {
  /** Steps of the number in one unit. */
  scale: number;
  signed: boolean;
}

export const SENSORS = {
  vl53l0x: { id: 0x01, label: 'VL53L0X', encoding: { scale: 1, signed: false }, fields: 4 },
  mlx90640: { id: 0x02, label: 'MLX90640', encoding: { scale: 10, signed: true }, fields: 7 },
} as const;

export type SensorName = keyof typeof SENSORS;

/** What a sensor is told to expect, in its unit. */
export interface SensorSpec {
  target: number;
  tolerance: number;
}

/** What a sensor measured, in its unit: mm or °C. The last three are those of the infrared picture. */
export interface SensorReading extends SensorSpec {
  measured: number;
  difference: number;
  ambient?: number;
  lowest?: number;
  highest?: number;
}

const STATUSES = {
  0: 'PASS',
  1: 'NO_ACK',
  2: 'TIMEOUT',
  3: 'INVALID',
  4: 'INIT',
  5: 'NO_SPEC',
  255: 'NOT_TESTED',
} as const;

export type SensorStatus = (typeof STATUSES)[keyof typeof STATUSES];

/** What the board found out about one sensor; one that did not answer has no reading. */
export interface SensorResult {
  sensor: SensorName;
  status: SensorStatus;
  reading?: SensorReading;
}

/** The answer to a test: its sensors, and the board's clock in ms. */
export interface TestResult {
  boardTime: number;
  sensors: SensorResult[];
}

const NAKS: Record<number, string> = {
  1: 'it does not know the command',
  2: 'it has no such sensor',
  3: 'the payload is wrong',
  4: 'it is busy',
  5: 'the CRC of the request was wrong',
  6: 'the sensor has no specification',
};

export const NAK_BUSY = 4;
export const NAK_CRC = 5;

export const nakText = (code: number): string => NAKS[code] ?? `reason ${code}`;

const HEADER_BYTES = 7;

/** The payload of SET_SPEC: id, target, tolerance. @throws RangeError when the board could not hold it */
export function specPayload(sensor: SensorName, { target, tolerance }: SensorSpec): Buffer {
  const { id, encoding } = SENSORS[sensor];
  return Buffer.concat([Buffer.of(id), ...[target, tolerance].map((value) => toBytes(value, encoding))]);
}

/** The payload of SPEC_DATA. @throws RangeError when it is none of this sensor */
export function readSpec(sensor: SensorName, payload: Uint8Array): SensorSpec {
  requireSensor(sensor, payload, 5);
  const [target = 0, tolerance = 0] = numbersOf(sensor, payload.subarray(1));
  return { target, tolerance };
}

/** The payload of SENSOR_DATA. @throws RangeError when it is none of this sensor */
export function readSensorData(sensor: SensorName, payload: Uint8Array): SensorReading {
  requireSensor(sensor, payload, 1 + 2 * SENSORS[sensor].fields);
  return toReading(numbersOf(sensor, payload.subarray(1)));
}

/** The payload of LIST: names by id. @throws RangeError when a name is cut off */
export function readList(payload: Uint8Array): Map<number, string> {
  const sensors = new Map<number, string>();
  let at = 1;
  for (let count = payload[0] ?? 0; count > 0; count -= 1) {
    const [id, length = 0] = payload.subarray(at, at + 2);
    const name = payload.subarray(at + 2, at + 2 + length);
    if (id === undefined || name.length < length) throw new RangeError('the list of sensors is cut off');
    sensors.set(id, Buffer.from(name).toString('latin1'));
    at += 2 + length;
  }
  return sensors;
}

/** The payload of RESULT. @throws RangeError for an unknown sensor or status, or data that is cut off */
export function readResult(payload: Uint8Array): TestResult {
  if (payload.length < HEADER_BYTES) throw new RangeError('the result is cut off');
  const sensors: SensorResult[] = [];
  let rest = Buffer.from(payload.subarray(HEADER_BYTES));
  for (let count = payload[0] ?? 0; count > 0; count -= 1) {
    const sensor = sensorOf(rest[0]);
    const status = statusOf(rest[1]);
    const byteCount = 2 * SENSORS[sensor].fields;
    const data = rest.subarray(2, 2 + byteCount);
    // A sensor that did not answer ends the test, and may come without data.
    if (data.length !== byteCount && (data.length > 0 || status === 'PASS'))
      throw new RangeError(`the data of ${SENSORS[sensor].label} is cut off`);
    const isMeasured = data.length === byteCount && (status === 'PASS' || status === 'INVALID');
    sensors.push({ sensor, status, ...(isMeasured && { reading: toReading(numbersOf(sensor, data)) }) });
    rest = rest.subarray(2 + data.length);
  }
  return { boardTime: Buffer.from(payload).readUInt32BE(3), sensors };
}

/** Two bytes of one value. @throws RangeError when it does not fit */
export function toBytes(value: number, { scale, signed }: Encoding): Buffer {
  const bytes = Buffer.alloc(2);
  const steps = Math.round(value * scale);
  if (signed) bytes.writeInt16BE(steps);
  else bytes.writeUInt16BE(steps);
  return bytes;
}

function numbersOf(sensor: SensorName, bytes: Uint8Array): number[] {
  const { scale, signed } = SENSORS[sensor].encoding;
  const buffer = Buffer.from(bytes);
  const pairs = Array.from({ length: buffer.length / 2 }, (_, i) => 2 * i);
  return pairs.map((at) => (signed ? buffer.readInt16BE(at) : buffer.readUInt16BE(at)) / scale);
}

function toReading([measured = 0, target = 0, tolerance = 0, difference = 0, ...picture]: number[]): SensorReading {
  const [ambient, lowest, highest] = picture;
  const reading = { measured, target, tolerance, difference };
  return ambient === undefined || lowest === undefined || highest === undefined
    ? reading
    : { ...reading, ambient, lowest, highest };
}

function requireSensor(sensor: SensorName, payload: Uint8Array, byteCount: number): void {
  if (payload[0] !== SENSORS[sensor].id || payload.length !== byteCount)
    throw new RangeError(`this is no answer about ${SENSORS[sensor].label}`);
}

export function sensorOf(id: number | undefined): SensorName {
  for (const [name, sensor] of Object.entries(SENSORS)) if (sensor.id === id) return name as SensorName;
  throw new RangeError(`there is no sensor ${id}`);
}

function statusOf(code: number | undefined): SensorStatus {
  const status = (STATUSES as Record<number, SensorStatus>)[code ?? -1];
  if (status) return status;
  throw new RangeError(`there is no status ${code}`);
}
