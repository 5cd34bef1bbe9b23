/** All stations of a fleet, spread over a few processes. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from '../harness/eventually.ts';
import type { FleetCommand, FleetLook } from './fleet-process.ts';
import type { StationOrder } from './fleet-station.ts';

const ENTRY = fileURLToPath(new URL('./fleet-process.ts', import.meta.url));

export class FleetStations {
  readonly #orders: StationOrder[][];
  readonly #children: (ChildProcess | null)[];
  /** Of everything that has arrived, as far as its process lived to tell. */
  readonly latencies: number[] = [];
  /** Largest memory of each process, in bytes. */
  readonly peakBytes: number[];

  /** Starts the processes; the stations begin at once. */
  constructor(orders: readonly StationOrder[], processes = 2) {
    this.#orders = Array.from({ length: processes }, (_, p) => orders.filter((_order, i) => i % processes === p));
    this.#children = this.#orders.map((mine) => start(mine));
    this.peakBytes = this.#orders.map(() => 0);
  }

  get count(): number {
    return this.#children.length;
  }

  tell(command: FleetCommand): void {
    for (const child of this.#children) if (child?.connected) child.send(command);
  }

  /** Another key or address, from now on and for every later process. */
  use(stationId: string, backend: Record<string, unknown>): void {
    for (const order of this.#orders.flat()) if (order.id === stationId) order.backend = backend;
    this.tell({ type: 'use', stationId, backend });
  }

  /** What all of them say. @throws when a process has ended by itself */
  async look(): Promise<FleetLook> {
    for (const child of this.#children)
      if (child && child.exitCode !== null) throw new Error(`a process of the fleet has ended with ${child.exitCode}`);
    const looks = await Promise.all(this.#children.map((child) => (child ? ask(child) : null)));
    looks.forEach((look, i) => {
      if (!look) return;
      this.latencies.push(...look.latencies);
      this.peakBytes[i] = Math.max(this.peakBytes[i] ?? 0, look.rssBytes);
    });
    const states = Object.assign({}, ...looks.map((look) => look?.states ?? {}));
    return { isMade: looks.every((look) => look?.isMade), states, latencies: [], rssBytes: 0 };
  }

  /** Ends one process at once, and starts another with the same folders. */
  async kill(index: number): Promise<void> {
    const child = this.#children[index];
    if (!child) return;
    this.#children[index] = null;
    child.kill('SIGKILL');
    await once(child, 'exit');
    this.#children[index] = start(this.#orders[index] ?? []);
  }

  /** Waits until everything was made. */
  async untilMade(timeoutMs: number): Promise<void> {
    await eventually(async () => (await this.look()).isMade, { timeoutMs, everyMs: 250, what: 'all executions' });
  }

  /** Waits until nothing is left to be sent. @param everyTime before each look */
  async untilDrained(timeoutMs: number, everyTime: () => void = () => undefined): Promise<void> {
    let last: FleetLook | null = null;
    try {
      await eventually(
        async () => {
          everyTime();
          last = await this.look();
          return (
            last.isMade && Object.values(last.states).every((s) => s.pending + s.pendingContents + s.quarantined === 0)
          );
        },
        { timeoutMs, everyMs: 250, what: 'an empty queue' },
      );
    } catch (cause) {
      throw new Error(`not everything was sent: ${JSON.stringify(last)}`, { cause });
    }
  }

  async end(): Promise<void> {
    const living = this.#children.flatMap((child) => (child?.connected ? [child] : []));
    const ends = living.map((child) => once(child, 'exit'));
    this.tell({ type: 'end' });
    await Promise.all(ends);
  }
}

function start(stations: StationOrder[]): ChildProcess {
  const child = fork(ENTRY, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send({ type: 'run', stations } satisfies FleetCommand);
  return child;
}

async function ask(child: ChildProcess): Promise<FleetLook | null> {
  if (!child.connected) return null;
  const gone = new AbortController();
  const answered = once(child, 'message', { signal: gone.signal }) as Promise<[FleetLook]>;
  const ended = once(child, 'exit', { signal: gone.signal }).then(() => null);
  child.send({ type: 'look' } satisfies FleetCommand);
  try {
    return await Promise.race([answered.then(([look]) => look), ended]);
  } finally {
    gone.abort();
    await Promise.allSettled([answered, ended]);
  }
}
