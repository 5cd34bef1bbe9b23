import { describe, expect, it } from 'vitest';
import { feedKey, MAX_GAP_MS, NO_SCAN, type ScanOutput, settle } from './scan-detector.ts';

/** Feeds keys with the given pause before each; the outputs that say something. */
function play(keys: readonly string[], gapMs: number): ScanOutput[] {
  let state = NO_SCAN;
  let atMs = 1_000;
  const outputs: ScanOutput[] = [];
  for (const key of keys) {
    atMs += gapMs;
    const result = feedKey(state, key, atMs);
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
    expect(play([...'ABCD', 'Enter'], MAX_GAP_MS - 1)).toEqual([{ type: 'scan', text: 'ABCD' }]);
    expect(play([...'ABCD', 'Enter'], MAX_GAP_MS)).toEqual([{ type: 'enter' }]);
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
    let { state } = feedKey(NO_SCAN, 'x', 0);
    ({ state } = feedKey(state, 'A', 500));
    for (const [index, key] of ['B', 'C'].entries()) ({ state } = feedKey(state, key, 505 + index * 5));
    expect(feedKey(state, 'Enter', 515).output).toEqual({ type: 'scan', text: 'ABC' });
  });

  it('gives a lone character as a key once the gap has passed, and not before', () => {
    const { state } = feedKey(NO_SCAN, '3', 100);
    expect(settle(state, 100 + MAX_GAP_MS - 1).output).toEqual({ type: 'none' });
    expect(settle(state, 100 + MAX_GAP_MS)).toEqual({ state: NO_SCAN, output: { type: 'key', key: '3' } });
  });

  it('lets unfinished fast characters go without calling them a key', () => {
    let { state } = feedKey(NO_SCAN, '3', 100);
    ({ state } = feedKey(state, '4', 105));
    expect(settle(state, 200)).toEqual({ state: NO_SCAN, output: { type: 'none' } });
  });

  it('separates two scans that follow each other', () => {
    expect(play([...'SLOT:2', 'Enter', ...'PCB-7', 'Enter'], 4)).toEqual([
      { type: 'scan', text: 'SLOT:2' },
      { type: 'scan', text: 'PCB-7' },
    ]);
  });
});
