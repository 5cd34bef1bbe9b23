import type { DataType, VariantOptions } from 'node-opcua-client';
import type { OpcUaLibrary } from './opcua-library.ts';

/** A value of OPC-UA in JavaScript's terms; 64-bit integers are bigint, structures come as the library gives them. */
export type OpcUaValue = null | boolean | number | bigint | string | Date | Uint8Array | object | readonly OpcUaValue[];

/** Names of built-in types, as OPC-UA part 6 has them. */
export type OpcUaType =
  | 'Boolean'
  | 'SByte'
  | 'Byte'
  | 'Int16'
  | 'UInt16'
  | 'Int32'
  | 'UInt32'
  | 'Int64'
  | 'UInt64'
  | 'Float'
  | 'Double'
  | 'String'
  | 'DateTime'
  | 'ByteString';

const INT64_TYPES = ['Int64', 'UInt64'];

/** The value of a variant. The library has 64-bit integers as two halves, high one first. */
export function plainValue(library: OpcUaLibrary, variant: { dataType: DataType; value: unknown }): OpcUaValue {
  const typeName = library.DataType[variant.dataType] as string;
  const { value } = variant;
  if (value === null || value === undefined) return null;
  if (!INT64_TYPES.includes(typeName))
    return ArrayBuffer.isView(value) && !(value instanceof Uint8Array)
      ? Array.from(value as never)
      : (value as OpcUaValue);
  const isArray = Array.isArray((value as unknown[])[0]);
  const join = ([high = 0, low = 0]: number[]) =>
    BigInt[typeName === 'Int64' ? 'asIntN' : 'asUintN'](64, (BigInt(high) << 32n) | BigInt(low));
  return isArray ? (value as number[][]).map(join) : join(value as number[]);
}

/** The variant of a value. @throws TypeError, RangeError for a value that the type cannot hold */
export function variantOf(library: OpcUaLibrary, value: OpcUaValue, type: OpcUaType): VariantOptions {
  const dataType = library.DataType[type];
  const { Scalar, Array: Several } = library.VariantArrayType;
  // Two numbers could be a 64-bit integer or an array: it has to be said.
  if (!Array.isArray(value)) return { dataType, arrayType: Scalar, value: scalarOf(value, type) };
  return { dataType, arrayType: Several, value: value.map((each) => scalarOf(each, type)) };
}

const INTEGER_RANGES: Partial<Record<OpcUaType, [number, number]>> = {
  SByte: [-128, 127],
  Byte: [0, 255],
  Int16: [-32_768, 32_767],
  UInt16: [0, 65_535],
  Int32: [-(2 ** 31), 2 ** 31 - 1],
  UInt32: [0, 2 ** 32 - 1],
};

function scalarOf(value: unknown, type: OpcUaType): unknown {
  const range = INTEGER_RANGES[type];
  if (range) return whole(value, type, range);
  if (INT64_TYPES.includes(type)) return halves(value, type);
  const isRight =
    type === 'Boolean'
      ? typeof value === 'boolean'
      : type === 'Float' || type === 'Double'
        ? typeof value === 'number'
        : type === 'String'
          ? typeof value === 'string'
          : type === 'DateTime'
            ? value instanceof Date
            : value instanceof Uint8Array;
  if (!isRight) throw new TypeError(`${shown(value)} is no ${type}`);
  return type === 'ByteString' ? Buffer.from(value as Uint8Array) : value;
}

function whole(value: unknown, type: string, [min, max]: [number, number]): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) throw new TypeError(`${shown(value)} is no ${type}`);
  if (value < min || value > max) throw new RangeError(`${value} is outside ${type}: ${min} to ${max}`);
  return value;
}

function halves(value: unknown, type: string): [number, number] {
  if (typeof value !== 'bigint' && !Number.isSafeInteger(value)) throw new TypeError(`${shown(value)} is no ${type}`);
  const big = BigInt(value as bigint | number);
  const wrapped = type === 'Int64' ? BigInt.asIntN(64, big) : BigInt.asUintN(64, big);
  if (wrapped !== big) throw new RangeError(`${big} is outside ${type}`);
  const bits = BigInt.asUintN(64, big);
  return [Number(bits >> 32n), Number(bits & 0xffff_ffffn)];
}

const shown = (value: unknown) => `${typeof value} ${String(value).slice(0, 40)}`;
