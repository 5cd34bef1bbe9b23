import type { ProcessStat, ProcessTable } from './process-table.ts';

/** What a worker uses, with everything it started. */
export interface ResourceSample {
  memoryBytes: number;
  /** Of its cores, 0 to 100. */
  cpuPercent: number;
  pids: number[];
}

interface Watched {
  cores: number;
  take: (sample: ResourceSample) => void;
  before: { atMs: number; ticks: ReadonlyMap<number, number> } | null;
}

export interface ResourceSamplerParts {
  table: Pick<ProcessTable, 'look' | 'memoryOf'>;
  /** On a monotonic clock. */
  nowMs: () => number;
}

const EVERY_MS = 1_000;
const MS_PER_TICK = 10;

/** Looks once a second at all workers of the station together. */
export class ResourceSampler implements Disposable {
  readonly #parts: ResourceSamplerParts;
  readonly #watched = new Map<number, Watched>();
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: ResourceSamplerParts) {
    this.#parts = parts;
  }

  /** From the next look on, until the function it gives back is called, which may be called twice. */
  watch(pid: number, { cores, take }: Pick<Watched, 'cores' | 'take'>): () => void {
    const watched: Watched = { cores, take, before: null };
    this.#watched.set(pid, watched);
    this.#timer ??= setInterval(() => this.look(), EVERY_MS).unref();
    return () => {
      if (this.#watched.get(pid) === watched) this.#watched.delete(pid);
      if (this.#watched.size === 0) this[Symbol.dispose]();
    };
  }

  /** Called by the timer. */
  look(): void {
    const trees = this.#parts.table.look([...this.#watched.keys()]);
    for (const [pid, watched] of [...this.#watched]) {
      const tree = trees.get(pid) ?? [];
      // Without its root it has ended: what is left of it is ended by others.
      if (tree.some((stat) => stat.pid === pid)) watched.take(this.#sample(watched, tree));
    }
  }

  [Symbol.dispose](): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #sample(watched: Watched, tree: readonly ProcessStat[]): ResourceSample {
    const { table, nowMs } = this.#parts;
    const now = { atMs: nowMs(), ticks: new Map(tree.map(({ pid, ticks }) => [pid, ticks])) };
    const { before, cores } = watched;
    watched.before = now;
    const pids = tree.map(({ pid }) => pid);
    const memoryBytes = pids.reduce((sum, pid) => sum + table.memoryOf(pid), 0);
    if (!before || now.atMs <= before.atMs) return { memoryBytes, cpuPercent: 0, pids };
    const spent = tree.reduce((sum, { pid, ticks }) => sum + Math.max(0, ticks - (before.ticks.get(pid) ?? 0)), 0);
    const share = (spent * MS_PER_TICK) / (now.atMs - before.atMs) / cores;
    return { memoryBytes, cpuPercent: Math.min(100, Math.round(share * 100)), pids };
  }
}
