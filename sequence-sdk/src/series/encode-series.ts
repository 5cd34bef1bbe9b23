/** A series as it is kept: bytes with their hash, and a small picture of them. */
import { createHash } from 'node:crypto';
import type { Series } from '@neurohub/contracts/record';

const STRETCHES = 64;

/** Columns of equal length: x first. Float64 little-endian carries every value exactly, NaN too. */
export function encodeColumns(columns: readonly Float64Array[]): Pick<Series, 'hash' | 'data'> {
  const bytes = Buffer.concat(columns.map(littleEndian));
  return { hash: createHash('sha256').update(bytes).digest('hex'), data: bytes.toString('base64') };
}

function littleEndian(column: Float64Array): Buffer {
  const bytes = Buffer.alloc(column.byteLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  column.forEach((value, i) => {
    view.setFloat64(i * 8, value, true);
  });
  return bytes;
}

/** Lowest and highest finite value of each stretch: a peak of one point among many stays visible. */
export function previewOf(values: Float64Array): Series['preview'][number] {
  const count = Math.min(STRETCHES, values.length);
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * values.length) / count);
    const end = Math.floor(((i + 1) * values.length) / count);
    const finite = values.subarray(start, end).filter(Number.isFinite);
    return finite.length === 0 ? null : [aggregateMin(finite), aggregateMax(finite)];
  });
}

const aggregateMin = (values: Float64Array) => values.reduce((a, b) => Math.min(a, b));
const aggregateMax = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b));
