/** What a scanned text means: a serial number, a badge, or one of the station's own barcodes. */
import type { ScannerConfig } from '@neurohub/contracts/screen-config';

export type ScanCommand =
  | { readonly type: 'serial'; readonly serialNumber: string }
  | { readonly type: 'slot'; readonly slot: number }
  | { readonly type: 'batch'; readonly batchId: string }
  | { readonly type: 'start' }
  | { readonly type: 'startAll' }
  | { readonly type: 'stop' }
  | { readonly type: 'answer'; readonly answer: ScannedAnswer }
  | { readonly type: 'badge'; readonly badge: string }
  /** Looks like one of ours, but says nothing we know. */
  | { readonly type: 'unknown'; readonly text: string };

/** To an open question; a number is that of one of its choices. */
export type ScannedAnswer = 'pass' | 'fail' | 'ok' | number;

/** Until the station has told its own: those of a station.yaml that says nothing. */
export const DEFAULT_SCANNER: ScannerConfig = {
  maxGapMs: 35,
  minLength: 3,
  prefix: '',
  suffix: '',
  endKey: 'enter',
  badgePrefix: 'BADGE:',
};

export function parseScan(raw: string, scanner: ScannerConfig = DEFAULT_SCANNER): ScanCommand {
  const text = withoutAffixes(raw, scanner).trim();
  const { badgePrefix } = scanner;
  if (badgePrefix !== '' && text.startsWith(badgePrefix)) return { type: 'badge', badge: text };
  const [, keyword, argument = ''] = /^(SLOT|BATCH|CMD):(.*)$/i.exec(text) ?? [];
  switch (keyword?.toUpperCase()) {
    case 'SLOT':
      return /^\d{1,2}$/.test(argument) ? { type: 'slot', slot: Number(argument) } : { type: 'unknown', text };
    case 'BATCH':
      return argument === '' ? { type: 'unknown', text } : { type: 'batch', batchId: argument };
    case 'CMD':
      return COMMANDS[argument.toUpperCase()] ?? choiceOf(argument) ?? { type: 'unknown', text };
    default:
      return { type: 'serial', serialNumber: text };
  }
}

const COMMANDS: Readonly<Record<string, ScanCommand>> = {
  START: { type: 'start' },
  'START-ALL': { type: 'startAll' },
  STOP: { type: 'stop' },
  PASS: { type: 'answer', answer: 'pass' },
  FAIL: { type: 'answer', answer: 'fail' },
  OK: { type: 'answer', answer: 'ok' },
};

function choiceOf(argument: string): ScanCommand | undefined {
  return /^[1-9]$/.test(argument) ? { type: 'answer', answer: Number(argument) } : undefined;
}

/** What the scanner was told to send around every code; a text without it was typed. */
export function withoutAffixes(text: string, { prefix, suffix }: Pick<ScannerConfig, 'prefix' | 'suffix'>): string {
  if (!text.startsWith(prefix) || !text.endsWith(suffix) || text.length < prefix.length + suffix.length) return text;
  return text.slice(prefix.length, text.length - suffix.length);
}
