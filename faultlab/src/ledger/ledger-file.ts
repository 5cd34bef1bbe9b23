import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** One record as a station sends it: the id and number of its outbox row, and the result. */
export interface SentRecord {
  id: string;
  stationSeq: number;
  kind: 'execution';
  payload: unknown;
}

/** One arrival of one record. Only an arrival with effect `new` has changed anything. */
export interface LedgerEntry extends Omit<SentRecord, 'payload'> {
  station: string;
  /** SHA-256 of the payload's JSON. */
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
  readonly #hashes = new Map<string, string>();

  /** Goes on where a killed process left off: what it had not written to its end was never answered, and is cut off. */
  constructor(path: string) {
    const entries = readLedger(path);
    this.#file = openSync(path, 'a');
    if (existsSync(path)) ftruncateSync(this.#file, wholeLines(readFileSync(path)));
    for (const { station, id, hash, effect } of entries)
      if (effect === 'new') this.#hashes.set(`${station} ${id}`, hash);
  }

  /** Writes down that these have arrived, and says what they did. */
  append(station: string, records: readonly SentRecord[]): LedgerEntry[] {
    const entries = records.map((record) => this.#judge(station, record));
    writeSync(this.#file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    fsyncSync(this.#file);
    return entries;
  }

  close(): void {
    closeSync(this.#file);
  }

  #judge(station: string, { id, stationSeq, kind, payload }: SentRecord): LedgerEntry {
    const text = JSON.stringify(payload);
    const hash = createHash('sha256').update(text).digest('hex');
    const known = this.#hashes.get(`${station} ${id}`);
    const arrival = { station, id, stationSeq, kind, hash, bytes: Buffer.byteLength(text) };
    if (known !== undefined) return { ...arrival, effect: known === hash ? 'duplicate' : 'conflict' };
    this.#hashes.set(`${station} ${id}`, hash);
    return { ...arrival, effect: 'new', payload };
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
