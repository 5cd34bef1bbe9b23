import type { TrafficChunk, TrafficRing } from './traffic-ring.ts';

const ESCAPES: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };

/**
 * A ring for people, one line a chunk: milliseconds since the ring was made, `→` to or `←` from the instrument, then the text in
 * quotes, or the bytes in hexadecimal when they are no text. A first line says how much was dropped.
 */
export function trafficText(ring: Pick<TrafficRing, 'chunks' | 'droppedBytes'>): string {
  const dropped = ring.droppedBytes > 0 ? [`(${ring.droppedBytes} earlier bytes are not kept)`] : [];
  return [...dropped, ...ring.chunks.map(lineOf)].map((line) => `${line}\n`).join('');
}

const lineOf = ({ offsetMs, direction, bytes }: TrafficChunk) =>
  `${offsetMs.toFixed(3).padStart(12)} ${direction === 'out' ? '→' : '←'} ${contentOf(bytes)}`;

function contentOf(bytes: Uint8Array): string {
  if (bytes.every(isText))
    return `"${Array.from(bytes, (byte) => ESCAPES[byte] ?? String.fromCharCode(byte)).join('')}"`;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
}

const isText = (byte: number) => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === 10 || byte === 13;
