import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../chaos/random.ts';
import type { DiskEvent } from './disk-event.ts';
import { CUT_STYLES, DiskModel } from './disk-model.ts';

const write = (offset: number, data: Buffer): DiskEvent => ({ atMs: 0, file: 'log', kind: 'write', offset, data });
const sync: DiskEvent = { atMs: 0, file: 'log', kind: 'sync' };
const filled = (value: number, length: number) => Buffer.alloc(length, value);

function diskAfter(...events: DiskEvent[]): DiskModel {
  const disk = new DiskModel(new Map([['log', filled(1, 2048)]]));
  for (const event of events) disk.apply(event);
  return disk;
}

describe('a disk without power', () => {
  it.each(CUT_STYLES)('keeps whatever was synced (%s)', (style) => {
    const disk = diskAfter(write(512, filled(2, 1024)), sync);
    expect(disk.cut(style, randomOf(1)).get('log')).toEqual(
      Buffer.concat([filled(1, 512), filled(2, 1024), filled(1, 512)]),
    );
  });

  it('has nothing, or everything, of what was not synced', () => {
    const disk = diskAfter(write(0, filled(2, 2048)), { atMs: 0, file: 'log', kind: 'truncate', size: 1024 });
    expect(disk.cut('nothing', randomOf(1)).get('log')).toEqual(filled(1, 2048));
    expect(disk.cut('everything', randomOf(1)).get('log')).toEqual(filled(2, 1024));
  });

  it('tears writes between sectors, never within one', () => {
    const touched = fc.record({ offset: fc.nat(1500), length: fc.integer({ min: 1, max: 1500 }) });
    fc.assert(
      fc.property(fc.array(touched, { minLength: 1, maxLength: 6 }), fc.integer(), (writes, seed) => {
        const events = writes.map(({ offset, length }, i) => write(offset, filled(i + 2, length)));
        const image =
          diskAfter(...events)
            .cut('anySectors', randomOf(seed))
            .get('log') ?? Buffer.alloc(0);
        // Within one sector each byte is what some prefix-independent choice of whole writes left: compare against all of them.
        for (let begin = 0; begin < image.length; begin += 512) {
          const choices = Array.from({ length: 2 ** events.length }, (_, chosen) =>
            diskAfter(...events.filter((_event, i) => (chosen >> i) & 1), sync)
              .cut('nothing', randomOf(1))
              .get('log'),
          );
          const sector = image.subarray(begin, begin + 512);
          expect(choices.some((whole) => startsWith(whole?.subarray(begin, begin + 512), sector))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('tears in the order of the writes when the cache is written out in order', () => {
    const disk = diskAfter(write(0, filled(2, 1024)), write(1024, filled(3, 1024)));
    for (let seed = 0; seed < 50; seed += 1) {
      const image = disk.cut('prefix', randomOf(seed)).get('log') ?? Buffer.alloc(0);
      const sectors = [0, 512, 1024, 1536].map((begin) => image[begin]);
      const firstOld = sectors.indexOf(1);
      expect(sectors.slice(firstOld === -1 ? 4 : firstOld).every((value) => value === 1)).toBe(true);
    }
  });
});

/** A file that no write has made longer ends earlier: what is missing is zeros. */
function startsWith(whole: Buffer | undefined, sector: Buffer): boolean {
  const padded = Buffer.alloc(sector.length);
  whole?.copy(padded);
  return padded.equals(sector);
}
