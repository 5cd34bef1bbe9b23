import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { SentRecord } from '@neurohub/contracts/hub-sync';

/** One arrival of one record. Only an arrival with effect `new` has changed anything. */
export interface LedgerEntry extends Omit<SentRecord, 'payload' | 'sha256'> {
  station: string;
  /** SHA-256 of the payload. */
  hash: string;
  bytes: number;
  /** `duplicate`: the same id with the same hash; `conflict`: with another one. */
  effect: 'new' | 'duplicate' | 'conflict';
  /** Kept where the effect is `new`. */
  payload?: unknown;
}

/** Append-only, one line an arrival, on the disk before anybody is told. */
export class LedgerFile {
  readonly #file: number;
  readonly #kept = new Map<string, LedgerEntry>();

  /** Goes on where a killed process left off: what it had not written to its end was never answered, and is cut off. */
  constructor(path: string) {
    const entries = readLedger(path);
    this.#file = openSync(path, 'a');
    if (existsSync(path)) ftruncateSync(this.#file, wholeLines(readFileSync(path)));
    for (const entry of entries) if (entry.effect === 'new') this.#kept.set(`${entry.station} ${entry.id}`, entry);
  }

  /** Writes down that these have arrived, and says what they did. */
  append(station: string, records: readonly SentRecord[]): LedgerEntry[] {
    const entries = records.map((record) => this.#judge(station, record));
    writeSync(this.#file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    fsyncSync(this.#file);
    return entries;
  }

  /** What is there of a station, in the order of its numbers. */
  of(station: string): LedgerEntry[] {
    const kept = [...this.#kept.values()].filter((entry) => entry.station === station);
    return kept.sort((a, b) => a.stationSeq - b.stationSeq || a.id.localeCompare(b.id));
  }

  /** As if a backup had been restored that is older than these: they are not known any more. */
  forget(isLost: (entry: LedgerEntry) => boolean): void {
    for (const [key, entry] of this.#kept) if (isLost(entry)) this.#kept.delete(key);
  }

  close(): void {
    closeSync(this.#file);
  }

  #judge(station: string, { id, stationSeq, kind, sha256: hash, payload }: SentRecord): LedgerEntry {
    const known = this.#kept.get(`${station} ${id}`);
    const arrival = { station, id, stationSeq, kind, hash, bytes: Buffer.byteLength(payload) };
    if (known) return { ...arrival, effect: known.hash === hash ? 'duplicate' : 'conflict' };
    const entry: LedgerEntry = { ...arrival, effect: 'new', payload: JSON.parse(payload) };
    this.#kept.set(`${station} ${id}`, entry);
    return entry;
  }
}

/** Every arrival in order; without a last line that is not whole. */
export function readLedger(path: string): LedgerEntry[] {
  if (!existsSync(path)) return [];
  const content = readFileSync(path);
  const lines = String(content.subarray(0, wholeLines(content))).split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as LedgerEntry);
}

const wholeLines = (content: Buffer) => content.lastIndexOf('\n') + 1;
