import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrafficRing } from './traffic-ring.ts';
import { trafficText } from './traffic-text.ts';

const CHUNK_COST = 64;

test('keeps what was sent and what came, in order, with the time since its beginning', () => {
  let nowMs = 1000;
  const ring = new TrafficRing({ now: () => nowMs });
  ring.record('out', 'VOLT?\n');
  nowMs += 1.5;
  ring.record('in', Buffer.from('5.01\n'));
  expect(ring.chunks).toEqual([
    { offsetMs: 0, direction: 'out', bytes: Buffer.from('VOLT?\n') },
    { offsetMs: 1.5, direction: 'in', bytes: Buffer.from('5.01\n') },
  ]);
});

test('keeps its own copy of the bytes', () => {
  const ring = new TrafficRing();
  const bytes = Buffer.from('A');
  ring.record('out', bytes);
  bytes[0] = 0;
  expect(ring.chunks[0]?.bytes).toEqual(Buffer.from('A'));
});

test('never holds more than its capacity, loses only the oldest, and counts what it lost', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 80 });
  fc.assert(
    fc.property(sizes, (lengths) => {
      const ring = new TrafficRing({ capacityBytes: 1000 });
      const all = lengths.map((length, i) => Buffer.alloc(length, i));
      for (const bytes of all) ring.record('in', bytes);
      const kept = Buffer.concat(ring.chunks.map(({ bytes }) => bytes));
      const sent = Buffer.concat(all);
      expect(kept.length + CHUNK_COST * ring.chunks.length).toBeLessThanOrEqual(1000);
      expect(kept).toEqual(sent.subarray(sent.length - kept.length));
      expect(ring.droppedBytes).toBe(sent.length - kept.length);
    }),
  );
});

test('keeps the end of a chunk that is larger than the ring', () => {
  const ring = new TrafficRing({ capacityBytes: CHUNK_COST + 4 });
  ring.record('in', '0123456789');
  expect(ring.chunks.map(({ bytes }) => String(bytes))).toEqual(['6789']);
  expect(ring.droppedBytes).toBe(6);
});

test('is shown as one line a chunk: text in quotes, other bytes in hexadecimal, and what was dropped first', () => {
  let nowMs = 0;
  const ring = new TrafficRing({ capacityBytes: 400, now: () => nowMs });
  ring.record('out', 'x'.repeat(300));
  nowMs = 1234.5678;
  ring.record('out', 'SAY "A\\B"\r\n');
  ring.record('in', Buffer.of(2, 0, 1, 7, 3, 0xff));
  expect(trafficText(ring)).toBe(
    [
      '(300 earlier bytes are not kept)',
      '    1234.568 → "SAY \\"A\\\\B\\"\\r\\n"',
      '    1234.568 ← 02 00 01 07 03 FF',
      '',
    ].join('\n'),
  );
});
