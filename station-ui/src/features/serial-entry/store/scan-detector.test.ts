import { describe, expect, it } from 'vitest';
import { DEFAULT_SCANNER } from './scan-command.ts';
import { DOUBT_MS, feedKey, NO_SCAN, type ScanOutput, type ScanTiming, settle } from './scan-detector.ts';

const { maxGapMs } = DEFAULT_SCANNER;

/** Feeds keys with the given pause before each; the outputs that say something. */
function play(keys: readonly string[], gapMs: number, timing: ScanTiming = DEFAULT_SCANNER): ScanOutput[] {
  let state = NO_SCAN;
  let atMs = 1_000;
  const outputs: ScanOutput[] = [];
  for (const key of keys) {
    atMs += gapMs;
    const result = feedKey(state, key, { atMs, timing });
    state = result.state;
    if (result.output.type !== 'none') outputs.push(result.output);
  }
  return outputs;
}

describe('scan detector', () => {
  it('takes fast characters that end with Enter as a scan', () => {
    expect(play([...'PCB-0001', 'Enter'], 5)).toEqual([{ type: 'scan', text: 'PCB-0001' }]);
  });

  it('takes characters just under the longest gap as a scan, and at the gap as typing', () => {
    expect(play([...'ABCD', 'Enter'], maxGapMs - 1)).toEqual([{ type: 'scan', text: 'ABCD' }]);
    expect(play([...'ABCD', 'Enter'], maxGapMs)).toEqual([{ type: 'enter' }]);
  });

  it('takes slow characters and Enter as a person who pressed Enter', () => {
    expect(play([...'PCB-0001', 'Enter'], 120)).toEqual([{ type: 'enter' }]);
  });

  it('does not call two fast characters a scan', () => {
    expect(play(['1', '2', 'Enter'], 5)).toEqual([{ type: 'enter' }]);
  });

  it('ignores keys that are no characters, such as the Shift that a scanner sends', () => {
    expect(play(['Shift', 'P', 'Shift', 'C', 'Shift', 'B', 'Enter'], 5)).toEqual([{ type: 'scan', text: 'PCB' }]);
  });

  it('begins anew when a slow character follows a fast one', () => {
    let { state } = feedKey(NO_SCAN, 'x', { atMs: 0 });
    ({ state } = feedKey(state, 'A', { atMs: 500 }));
    for (const [index, key] of ['B', 'C'].entries()) ({ state } = feedKey(state, key, { atMs: 505 + index * 5 }));
    expect(feedKey(state, 'Enter', { atMs: 515 }).output).toEqual({ type: 'scan', text: 'ABC' });
  });

  it('gives a lone character as a key once no other can belong to it, and not before', () => {
    const { state } = feedKey(NO_SCAN, '3', { atMs: 100 });
    expect(settle(state, 100 + DOUBT_MS - 1).output).toEqual({ type: 'none' });
    expect(settle(state, 100 + DOUBT_MS)).toEqual({ state: NO_SCAN, output: { type: 'key', key: '3' } });
  });

  it('lets unfinished fast characters go without calling them a key', () => {
    let { state } = feedKey(NO_SCAN, '3', { atMs: 100 });
    ({ state } = feedKey(state, '4', { atMs: 105 }));
    expect(settle(state, 105 + DOUBT_MS)).toEqual({ state: NO_SCAN, output: { type: 'none' } });
  });

  /** Feeds keys with the pause before each; what the last one gives. */
  const lastOf = (...keys: readonly (readonly [key: string, gapMs: number])[]): ScanOutput => {
    let state = NO_SCAN;
    let atMs = 1_000;
    let output: ScanOutput = { type: 'none' };
    for (const [key, gapMs] of keys) {
      atMs += gapMs;
      ({ state, output } = feedKey(state, key, { atMs }));
    }
    return output;
  };

  it('waits for an end key that is late', () => {
    expect(lastOf(['1', 5], ['2', 5], ['3', 5], ['Enter', 120])).toEqual({ type: 'scan', text: '123' });
    expect(lastOf(['1', 5], ['2', 5], ['3', 5], ['Enter', DOUBT_MS])).toEqual({ type: 'enter' });
  });

  it.each([
    [
      'its beginning',
      [
        ['S', 5],
        ['N', 5],
        ['-', 90],
        ['5', 5],
        ['0', 5],
        ['Enter', 5],
      ],
    ],
    [
      'all but two characters',
      [
        ['1', 5],
        ['2', 5],
        ['3', 90],
        ['4', 5],
        ['Enter', 60],
      ],
    ],
    [
      'all but one',
      [
        ['1', 5],
        ['2', 5],
        ['3', 90],
        ['Enter', 5],
      ],
    ],
  ] as const)('calls a scan broken that lost %s to a pause: its end starts and answers nothing', (_, keys) => {
    expect(lastOf(...keys)).toEqual({ type: 'broken' });
  });

  it('takes a person who types fast and presses Enter at once as that', () => {
    expect(lastOf(['1', 120], ['2', 90], ['3', 110], ['Enter', 60])).toEqual({ type: 'enter' });
  });

  it('separates two scans that follow each other', () => {
    expect(play([...'SLOT:2', 'Enter', ...'PCB-7', 'Enter'], 4)).toEqual([
      { type: 'scan', text: 'SLOT:2' },
      { type: 'scan', text: 'PCB-7' },
    ]);
  });

  it('goes by the timing, the length and the end key of the station', () => {
    const timing = { maxGapMs: 80, minLength: 6, endKey: 'tab' } as const;
    expect(play([...'PCB-01', 'Tab'], 79, timing)).toEqual([{ type: 'scan', text: 'PCB-01' }]);
    expect(play([...'PCB-1', 'Tab'], 5, timing)).toEqual([]);
    expect(play([...'PCB-01', 'Enter'], 5, timing)).toEqual([{ type: 'enter' }]);
  });
});
