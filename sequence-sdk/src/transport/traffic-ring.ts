/** `out` is what we sent to the instrument, `in` what came from it. */
export type TrafficDirection = 'out' | 'in';

/** Some bytes as they went over the wire, and when: milliseconds after the ring was made, from the monotonic clock. */
export interface TrafficChunk {
  /** Milliseconds after the ring was made. */
  readonly offsetMs: number;
  /** To the instrument, or from it. */
  readonly direction: TrafficDirection;
  /** A copy of what went over the wire. */
  readonly bytes: Uint8Array;
}

export const TRAFFIC_RING_BYTES = 256 * 1024;

/** What keeping a chunk costs besides its bytes: a line that trickles in byte by byte must not fill the memory. */
const CHUNK_COST = 64;

/**
 * The flight recorder of one instrument: the last bytes to and from it. Bounded; the oldest are dropped, and counted. Recording
 * copies the bytes and never fails.
 */
export class TrafficRing {
  readonly #capacityBytes: number;
  readonly #now: () => number;
  readonly #startMs: number;
  #chunks: TrafficChunk[] = [];
  #first = 0;
  #cost = 0;
  #droppedBytes = 0;
  #received = 0;

  constructor({ capacityBytes = TRAFFIC_RING_BYTES, now = () => performance.now() } = {}) {
    this.#capacityBytes = capacityBytes;
    this.#now = now;
    this.#startMs = now();
  }

  /** Bytes that came from the instrument, also those that are no longer kept. */
  get received(): number {
    return this.#received;
  }

  /** Bytes that are no longer kept. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** What is kept, oldest first. */
  get chunks(): readonly TrafficChunk[] {
    return this.#chunks.slice(this.#first);
  }

  /** Keeps these bytes; text is kept as UTF-8. */
  record(direction: TrafficDirection, data: Uint8Array | string): void {
    const room = this.#capacityBytes - CHUNK_COST;
    const all = Buffer.from(data);
    const bytes = all.length > room ? Buffer.from(all.subarray(all.length - room)) : all;
    this.#droppedBytes += all.length - bytes.length;
    if (direction === 'in') this.#received += all.length;
    this.#chunks.push({ offsetMs: this.#now() - this.#startMs, direction, bytes });
    this.#cost += bytes.length + CHUNK_COST;
    while (this.#cost > this.#capacityBytes) this.#dropFirst();
  }

  #dropFirst(): void {
    const { bytes } = this.#chunks[this.#first] as TrafficChunk;
    this.#cost -= bytes.length + CHUNK_COST;
    this.#droppedBytes += bytes.length;
    this.#first += 1;
    // Moving the rest to the front each time would make a full ring slow.
    if (this.#first * 2 < this.#chunks.length) return;
    this.#chunks = this.#chunks.slice(this.#first);
    this.#first = 0;
  }
}
