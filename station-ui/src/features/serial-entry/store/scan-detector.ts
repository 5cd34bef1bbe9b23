/**
 * Tells a keyboard-wedge scanner from a person by the time between characters. Pure: times come in as data.
 * A scan is at least {@link MIN_SCAN_LENGTH} characters, each less than {@link MAX_GAP_MS} after the one before, ended by Enter.
 */
export const MAX_GAP_MS = 35;
export const MIN_SCAN_LENGTH = 3;
/** No scanner sends more; a stuck key must not fill the memory. */
const MAX_SCAN_LENGTH = 200;

export interface ScanState {
  readonly text: string;
  readonly lastAtMs: number;
}

export type ScanOutput =
  | { readonly type: 'none' }
  | { readonly type: 'scan'; readonly text: string }
  /** One key by itself, pressed by a person. */
  | { readonly type: 'key'; readonly key: string }
  /** Enter that ends no scan. */
  | { readonly type: 'enter' };

export interface ScanResult {
  readonly state: ScanState;
  readonly output: ScanOutput;
}

export const NO_SCAN: ScanState = { text: '', lastAtMs: Number.NEGATIVE_INFINITY };
const NONE: ScanOutput = { type: 'none' };

/** `key` as in KeyboardEvent.key. Keys that are neither a character nor Enter (Shift, Tab) change nothing. */
export function feedKey(state: ScanState, key: string, atMs: number): ScanResult {
  const isFast = atMs - state.lastAtMs < MAX_GAP_MS;
  if (key === 'Enter') {
    const isScan = isFast && state.text.length >= MIN_SCAN_LENGTH;
    return { state: NO_SCAN, output: isScan ? { type: 'scan', text: state.text } : { type: 'enter' } };
  }
  if ([...key].length !== 1) return { state, output: NONE };
  const text = (isFast ? state.text + key : key).slice(-MAX_SCAN_LENGTH);
  return { state: { text, lastAtMs: atMs }, output: NONE };
}

/** To be called once {@link MAX_GAP_MS} after a character: a lone one was a key, anything else is typing and is let go. */
export function settle(state: ScanState, atMs: number): ScanResult {
  if (state.text === '' || atMs - state.lastAtMs < MAX_GAP_MS) return { state, output: NONE };
  const output: ScanOutput = [...state.text].length === 1 ? { type: 'key', key: state.text } : NONE;
  return { state: NO_SCAN, output };
}
