/**
 * Tells a keyboard-wedge scanner from a person by the time between characters. Pure: times come in as data.
 * A scan is at least `minLength` characters, each less than `maxGapMs` after the one before, ended by the scanner's end key.
 */
import type { ScannerConfig } from '@neurohub/contracts/screen-config';
import { DEFAULT_SCANNER } from './scan-command.ts';

/**
 * A scan that follows other characters so soon may have lost its beginning: the machine was busy, and what was one code looks like two.
 * Half a serial number is a wrong one.
 */
export const DOUBT_MS = 250;
/** No scanner sends more; a stuck key must not fill the memory. */
const MAX_SCAN_LENGTH = 200;

export type ScanTiming = Pick<ScannerConfig, 'maxGapMs' | 'minLength' | 'endKey'>;

export interface ScanState {
  readonly text: string;
  /** Of the last character, be it part of a scan or not. */
  readonly lastAtMs: number;
  readonly isDoubtful: boolean;
}

export type ScanOutput =
  | { readonly type: 'none' }
  | { readonly type: 'scan'; readonly text: string }
  /** A scan whose beginning may be missing. */
  | { readonly type: 'broken' }
  /** One key by itself, pressed by a person. */
  | { readonly type: 'key'; readonly key: string }
  /** Enter that ends no scan. */
  | { readonly type: 'enter' };

export interface ScanResult {
  readonly state: ScanState;
  readonly output: ScanOutput;
}

export const NO_SCAN: ScanState = { text: '', lastAtMs: Number.NEGATIVE_INFINITY, isDoubtful: false };
const NONE: ScanOutput = { type: 'none' };

/** `key` as in KeyboardEvent.key. Keys that are neither a character nor an end (Shift) change nothing. */
export function feedKey(
  state: ScanState,
  key: string,
  { atMs, timing = DEFAULT_SCANNER }: { atMs: number; timing?: ScanTiming },
): ScanResult {
  const gapMs = atMs - state.lastAtMs;
  const isFast = state.text !== '' && gapMs < timing.maxGapMs;
  if (key.toLowerCase() === timing.endKey) {
    const output = outputOfEnd(state, gapMs, timing);
    if (output) return { state: NO_SCAN, output };
  }
  if (key === 'Enter') return { state: NO_SCAN, output: { type: 'enter' } };
  if ([...key].length !== 1) return { state, output: NONE };
  const text = (isFast ? state.text + key : key).slice(-MAX_SCAN_LENGTH);
  const isDoubtful = isFast ? state.isDoubtful : gapMs < DOUBT_MS;
  return { state: { text, lastAtMs: atMs, isDoubtful }, output: NONE };
}

/**
 * A scanner's end key may be late, its characters not. What is left of a scan that fell apart is no Enter of a person: it must neither
 * start a test nor answer a question.
 */
function outputOfEnd({ text, isDoubtful }: ScanState, gapMs: number, timing: ScanTiming): ScanOutput | null {
  if (gapMs >= DOUBT_MS) return null;
  if (text.length >= timing.minLength) return isDoubtful ? { type: 'broken' } : { type: 'scan', text };
  const isRest = isDoubtful && (gapMs < timing.maxGapMs || text.length > 1);
  return isRest ? { type: 'broken' } : null;
}

/** To be called {@link DOUBT_MS} after a character: one alone was a key, anything else is typing, or what is left of a scan. */
export function settle(state: ScanState, atMs: number): ScanResult {
  if (state.text === '' || atMs - state.lastAtMs < DOUBT_MS) return { state, output: NONE };
  const isKey = [...state.text].length === 1 && !state.isDoubtful;
  return { state: NO_SCAN, output: isKey ? { type: 'key', key: state.text } : NONE };
}
