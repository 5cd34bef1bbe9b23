/** The processes of this machine, from /proc (Linux): which belong to a worker, and what they use. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessStat {
  pid: number;
  parent: number;
  group: number;
  /** 1/100 s that it has computed. */
  ticks: number;
}

/** Looks after which a process is not read again: who its parent is does not change any more. */
const SETTLED_AFTER = 2;
/** Then all are read anew: a number may be another process by now. */
const ALL_EVERY = 30;

/** Null for a text that is no stat. The name in brackets may hold anything. */
export function parseStat(pid: number, text: string): ProcessStat | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [parent, group, user, system] = [fields[1], fields[2], fields[11], fields[12]].map(Number);
  if (parent === undefined || group === undefined || !Number.isFinite((user ?? NaN) + (system ?? NaN))) return null;
  return { pid, parent, group, ticks: (user ?? 0) + (system ?? 0) };
}

/** The root, what it started, what those started, and what is left in a group that one of them leads. Pure. */
export function treeOf(root: number, all: Iterable<ProcessStat>): ProcessStat[] {
  const inside = new Map<number, ProcessStat>();
  const rest = new Set(all);
  const belongs = ({ pid, parent, group }: ProcessStat) =>
    pid === root || group === root || inside.has(parent) || inside.has(group);
  for (let found = true; found; ) {
    found = false;
    for (const stat of rest) {
      if (!belongs(stat)) continue;
      inside.set(stat.pid, stat);
      rest.delete(stat);
      found = true;
    }
  }
  return [...inside.values()];
}

/** Most processes of a machine are nobody's: they are read twice, and then left alone. */
export class ProcessTable {
  readonly #outside = new Map<number, { stat: ProcessStat; looks: number }>();
  #looks = 0;

  /** By root. */
  look(roots: readonly number[]): Map<number, ProcessStat[]> {
    if (this.#looks++ % ALL_EVERY === 0) this.#outside.clear();
    const all = this.#readAll();
    const trees = new Map(roots.map((root) => [root, treeOf(root, all)]));
    this.#remember(all, new Set([...trees.values()].flat()));
    return trees;
  }

  /** Bytes in memory. 0 for one that has ended. */
  memoryOf(pid: number): number {
    const [, kb = '0'] = /^VmRSS:\s+(\d+) kB$/m.exec(readOrNothing(`/proc/${pid}/status`)) ?? [];
    return Number(kb) * 1024;
  }

  #readAll(): ProcessStat[] {
    const pids = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
    return pids.flatMap((pid) => {
      const known = this.#outside.get(pid);
      if (known && known.looks >= SETTLED_AFTER) return [known.stat];
      return parseStat(pid, readOrNothing(`/proc/${pid}/stat`)) ?? [];
    });
  }

  #remember(all: readonly ProcessStat[], inside: ReadonlySet<ProcessStat>): void {
    const before = new Map(this.#outside);
    this.#outside.clear();
    for (const stat of all)
      if (!inside.has(stat)) this.#outside.set(stat.pid, { stat, looks: (before.get(stat.pid)?.looks ?? 0) + 1 });
  }
}

/** Ends them at once. Harmless for those that have ended. */
export function endProcesses(pids: readonly number[]): void {
  for (const pid of pids)
    try {
      process.kill(pid, 'SIGKILL');
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
    }
}

/** Nothing for a process that has ended meanwhile. */
function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
