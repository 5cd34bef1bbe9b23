/**
 * What Modbus says, without the wire: requests and answers of the eight functions that every device has.
 * Source: MODBUS Application Protocol Specification V1.1b3, chapters 6 and 7 (modbus.org).
 */
export type BitTable = 'coils' | 'discreteInputs';
export type RegisterTable = 'holdingRegisters' | 'inputRegisters';

const READ_FUNCTION = { coils: 1, discreteInputs: 2, holdingRegisters: 3, inputRegisters: 4 } as const;
const WRITE_COIL = 5;
const WRITE_REGISTER = 6;
const WRITE_COILS = 15;
const WRITE_REGISTERS = 16;
const EXCEPTION_BIT = 0x80;

const EXCEPTIONS: Readonly<Record<number, string>> = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'the device has failed',
  5: 'acknowledged, not done yet',
  6: 'the device is busy',
  8: 'memory parity error',
  10: 'the gateway has no path',
  11: 'the device behind the gateway does not answer',
};

/** A request, and how its answer is read. */
export interface ModbusExchange<T> {
  request: Buffer;
  /** @throws ModbusAnswerError for an answer that does not belong to the request, or says no */
  read(answer: Buffer): T;
}

export class ModbusAnswerError extends Error {
  override readonly name = 'ModbusAnswerError';
  /** What the device said no with; undefined when the answer was no Modbus. */
  readonly exceptionCode: number | undefined;

  constructor(message: string, exceptionCode?: number) {
    super(message);
    this.exceptionCode = exceptionCode;
  }
}

export function readBits(table: BitTable, address: number, count: number): ModbusExchange<boolean[]> {
  const { request, payload } = readExchange(READ_FUNCTION[table], address, whole('count', count, 1, 2000));
  return {
    request,
    read(answer) {
      const bytes = payload(answer, Math.ceil(count / 8));
      return Array.from({ length: count }, (_, i) => (((bytes[i >> 3] as number) >> (i & 7)) & 1) === 1);
    },
  };
}

export function readRegisters(table: RegisterTable, address: number, count: number): ModbusExchange<number[]> {
  const { request, payload } = readExchange(READ_FUNCTION[table], address, whole('count', count, 1, 125));
  return {
    request,
    read(answer) {
      const bytes = payload(answer, 2 * count);
      return Array.from({ length: count }, (_, i) => bytes.readUInt16BE(2 * i));
    },
  };
}

export const writeCoil = (address: number, isOn: boolean): ModbusExchange<void> =>
  echoed(head(WRITE_COIL, address, isOn ? 0xff00 : 0));

export const writeRegister = (address: number, value: number): ModbusExchange<void> =>
  echoed(head(WRITE_REGISTER, address, whole('value', value, 0, 0xffff)));

export function writeCoils(address: number, values: readonly boolean[]): ModbusExchange<void> {
  const bytes = Buffer.alloc(Math.ceil(values.length / 8));
  for (const [i, isOn] of values.entries()) if (isOn) bytes[i >> 3] = (bytes[i >> 3] as number) | (1 << (i & 7));
  const start = head(WRITE_COILS, address, whole('number of coils', values.length, 1, 1968));
  return echoed(Buffer.concat([start, Buffer.of(bytes.length), bytes]), start.length);
}

export function writeRegisters(address: number, values: readonly number[]): ModbusExchange<void> {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16BE(whole('value', value, 0, 0xffff), 2 * i);
  const start = head(WRITE_REGISTERS, address, whole('number of registers', values.length, 1, 123));
  return echoed(Buffer.concat([start, Buffer.of(bytes.length), bytes]), start.length);
}

function readExchange(functionCode: number, address: number, count: number) {
  const request = head(functionCode, address, count);
  const payload = (answer: Buffer, byteCount: number): Buffer => {
    refuseException(functionCode, answer);
    if (answer[1] === byteCount && answer.length === byteCount + 2) return answer.subarray(2);
    throw new ModbusAnswerError(`${byteCount} bytes of data were expected, ${answer.length - 2} came`);
  };
  return { request, payload };
}

/** The answer to a write repeats the beginning of the request. */
function echoed(request: Buffer, echoBytes = request.length): ModbusExchange<void> {
  return {
    request,
    read(answer) {
      refuseException(request[0] as number, answer);
      if (!answer.equals(request.subarray(0, echoBytes)))
        throw new ModbusAnswerError('the answer does not repeat what was written');
    },
  };
}

function refuseException(functionCode: number, answer: Buffer): void {
  if (answer[0] === functionCode) return;
  if (answer[0] !== (functionCode | EXCEPTION_BIT))
    throw new ModbusAnswerError(`function ${answer[0]} answered function ${functionCode}`);
  const code = answer[1] ?? 0;
  throw new ModbusAnswerError(`${EXCEPTIONS[code] ?? 'an unknown exception'} (exception ${code})`, code);
}

function head(functionCode: number, address: number, word: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(functionCode, 0);
  bytes.writeUInt16BE(whole('address', address, 0, 0xffff), 1);
  bytes.writeUInt16BE(word, 3);
  return bytes;
}

function whole(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new RangeError(`${name} has to be a whole number from ${min} to ${max}, not ${value}`);
}
