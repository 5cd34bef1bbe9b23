/**
 * A disk as it is without power: what was synced is there; of everything after, any sectors may be there, in any combination. A write
 * may be torn between sectors of 512 bytes, never within one.
 */
import type { DiskEvent } from './disk-event.ts';

const SECTOR = 512;

/** How much of what was not synced has reached the disk. */
export const CUT_STYLES = [
  'nothing', // the cache was lost as a whole
  'everything',
  'prefix', // in the order of the writes, the last one torn
  'anySectors', // each sector by itself
] as const;
export type CutStyle = (typeof CUT_STYLES)[number];

type Change = Exclude<DiskEvent, { kind: 'sync' }>;

export class DiskModel {
  readonly #durable: Map<string, Buffer>;
  readonly #pending = new Map<string, Change[]>();

  /** `files`: what is on the disk at the beginning, by name. */
  constructor(files: ReadonlyMap<string, Buffer>) {
    this.#durable = new Map(files);
  }

  apply(event: DiskEvent): void {
    const pending = this.#pending.get(event.file) ?? [];
    if (event.kind !== 'sync') {
      this.#pending.set(event.file, [...pending, event]);
      return;
    }
    this.#durable.set(event.file, pending.reduce(change, this.#durable.get(event.file) ?? Buffer.alloc(0)));
    this.#pending.delete(event.file);
  }

  /** What a power cut at this moment leaves, by name. Nothing is changed. */
  cut(style: CutStyle, random: () => number): Map<string, Buffer> {
    const files = new Map(this.#durable);
    for (const [file, pending] of this.#pending) {
      const survivors = pending.length > 0 ? surviving(pending, style, random) : [];
      files.set(file, survivors.reduce(change, files.get(file) ?? Buffer.alloc(0)));
    }
    return files;
  }
}

function surviving(pending: readonly Change[], style: CutStyle, random: () => number): Change[] {
  if (style === 'nothing') return [];
  if (style === 'everything') return [...pending];
  const sectors = pending.flatMap(sectorsOf);
  if (style === 'prefix') return sectors.slice(0, Math.floor(random() * (sectors.length + 1)));
  return sectors.filter(() => random() < 0.5);
}

/** A write as the sectors it touches; anything else is one piece. */
function sectorsOf(event: Change): Change[] {
  if (event.kind !== 'write') return [event];
  const pieces: Change[] = [];
  for (let begin = 0; begin < event.data.length; ) {
    const offset = event.offset + begin;
    const length = Math.min(SECTOR - (offset % SECTOR), event.data.length - begin);
    pieces.push({ ...event, offset, data: event.data.subarray(begin, begin + length) });
    begin += length;
  }
  return pieces;
}

function change(file: Buffer, event: Change): Buffer {
  if (event.kind === 'truncate') return resized(file, event.size);
  const end = event.offset + event.data.length;
  const changed = resized(file, Math.max(file.length, end));
  event.data.copy(changed, event.offset);
  return changed;
}

/** A copy; a hole that arises holds zeros, as on a disk. */
function resized(file: Buffer, size: number): Buffer {
  const copy = Buffer.alloc(size);
  file.copy(copy);
  return copy;
}
