import { DriverCommunicationError, DriverError } from '../errors.ts';
import { FramedClient } from '../transport/framed-client.ts';
import type { StreamClientOptions } from '../transport/line-client.ts';
import type { CallOptions } from '../transport/transport-context.ts';
import {
  type ModbusExchange,
  readBits,
  readRegisters,
  writeCoil,
  writeCoils,
  writeRegister,
  writeRegisters,
} from './modbus-pdu.ts';
import { type ModbusFrame, modbusTcpCodec } from './modbus-tcp-codec.ts';

/** Where the device is, and how it is talked to. */
export interface ModbusClientOptions extends Omit<StreamClientOptions, 'port' | 'serial' | 'quietMs'> {
  /** TCP port. @default 502 */
  port?: number | string;
  /** The device that is asked, 0 to 255: the one at the end of the cable, or one behind a gateway. @default 1 */
  unit?: number;
}

/** How one call is ended, and which device it is for. */
export interface ModbusCallOptions extends CallOptions {
  /** The device that is asked, 0 to 255. @default that of the client */
  unit?: number;
}

/**
 * Modbus TCP. Addresses count from 0 as they go over the wire: what a manual calls register 40001 is holding register 0. Calls may be
 * made at the same time: they are sent one after the other. A connection that was lost is made anew by the next call; reading is
 * repeated as often as `retries` says, writing never.
 */
export class ModbusClient {
  readonly #client: FramedClient<ModbusFrame, ModbusFrame>;
  readonly #instrument: string;
  readonly #unit: number;
  readonly #retries: number;
  #transaction = 0;

  constructor(options: ModbusClientOptions) {
    this.#unit = options.unit ?? 1;
    this.#retries = options.retries ?? 0;
    this.#instrument = options.instrument ?? options.context?.name ?? 'instrument';
    this.#client = new FramedClient<ModbusFrame, ModbusFrame>({
      ...options,
      port: options.port ?? 502,
      codec: modbusTcpCodec,
      isAnswer: (asked, answer) => answer.transaction === asked.transaction && answer.unit === asked.unit,
    });
  }

  /** True from {@link connect} to {@link close}. A connection that was lost in between is made anew by the next call. */
  get isConnected(): boolean {
    return this.#client.isConnected;
  }

  /** Connects. Does nothing when connected. @throws DriverConnectionError, DriverTimeoutError */
  connect(options: CallOptions = {}): Promise<void> {
    return this.#client.connect(options);
  }

  /** Up to 2000 coils. @throws DriverError, or the signal's reason; so do all calls below */
  readCoils(address: number, count: number, options: ModbusCallOptions = {}): Promise<boolean[]> {
    return this.#read(`read coils ${address}`, options, () => readBits('coils', address, count));
  }

  /** Up to 2000 discrete inputs. */
  readDiscreteInputs(address: number, count: number, options: ModbusCallOptions = {}): Promise<boolean[]> {
    return this.#read(`read discrete inputs ${address}`, options, () => readBits('discreteInputs', address, count));
  }

  /** Up to 125 holding registers, 16 bits each, unsigned. */
  readHoldingRegisters(address: number, count: number, options: ModbusCallOptions = {}): Promise<number[]> {
    return this.#read(`read holding registers ${address}`, options, () =>
      readRegisters('holdingRegisters', address, count),
    );
  }

  /** Up to 125 input registers, 16 bits each, unsigned. */
  readInputRegisters(address: number, count: number, options: ModbusCallOptions = {}): Promise<number[]> {
    return this.#read(`read input registers ${address}`, options, () =>
      readRegisters('inputRegisters', address, count),
    );
  }

  /** Resolves when the device has confirmed it. */
  writeCoil(address: number, isOn: boolean, options: ModbusCallOptions = {}): Promise<void> {
    return this.#ask(`write coil ${address}`, 0, options, () => writeCoil(address, isOn));
  }

  /** Up to 1968 coils, in one request. */
  writeCoils(address: number, values: readonly boolean[], options: ModbusCallOptions = {}): Promise<void> {
    return this.#ask(`write coils ${address}`, 0, options, () => writeCoils(address, values));
  }

  /** One register. @param value 0 to 65535 */
  writeRegister(address: number, value: number, options: ModbusCallOptions = {}): Promise<void> {
    return this.#ask(`write register ${address}`, 0, options, () => writeRegister(address, value));
  }

  /** Up to 123 registers, in one request. */
  writeRegisters(address: number, values: readonly number[], options: ModbusCallOptions = {}): Promise<void> {
    return this.#ask(`write registers ${address}`, 0, options, () => writeRegisters(address, values));
  }

  /** Ends the connection; calls under way or waiting are rejected. May be called twice. */
  close(): Promise<void> {
    return this.#client.close();
  }

  #read<T>(doing: string, options: ModbusCallOptions, make: () => ModbusExchange<T>): Promise<T> {
    return this.#ask(doing, this.#retries, options, make);
  }

  async #ask<T>(doing: string, retries: number, options: ModbusCallOptions, make: () => ModbusExchange<T>): Promise<T> {
    const { unit = this.#unit, ...call } = options;
    const { request, read } = this.#checked(doing, make);
    this.#transaction = (this.#transaction + 1) % 0x10000;
    const asked = { transaction: this.#transaction, unit, pdu: request };
    const answer = await this.#client.request(asked, { ...call, retries });
    try {
      return read(answer.pdu);
    } catch (cause) {
      const { message, exceptionCode } = cause as { message: string; exceptionCode?: number };
      throw new DriverCommunicationError(`"${this.#instrument}" did not ${doing}: ${message}`, {
        instrument: this.#instrument,
        command: doing,
        details: { unit, ...(exceptionCode !== undefined && { exceptionCode }) },
        cause,
      });
    }
  }

  #checked<T>(doing: string, make: () => T): T {
    try {
      return make();
    } catch (cause) {
      throw new DriverError(`"${this.#instrument}" cannot ${doing}: ${(cause as Error).message}`, {
        instrument: this.#instrument,
        command: doing,
        cause,
      });
    }
  }
}

/** The bytes of registers, for values that take several: `bytesOfRegisters(registers).readFloatBE(0)`. */
export function bytesOfRegisters(registers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * registers.length);
  for (const [i, value] of registers.entries()) bytes.writeUInt16BE(value, 2 * i);
  return bytes;
}

/** The registers of bytes, for values that take several. @throws RangeError for an odd number of bytes */
export function registersOfBytes(bytes: Uint8Array): number[] {
  if (bytes.length % 2 !== 0) throw new RangeError(`${bytes.length} bytes are no whole number of registers`);
  const view = Buffer.from(bytes);
  return Array.from({ length: bytes.length / 2 }, (_, i) => view.readUInt16BE(2 * i));
}
