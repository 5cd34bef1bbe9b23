/** A fleet that works for a while, with or without faults, and what it took. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { seededScript } from '../fault-proxy/fault-script.ts';
import type { HttpFault } from '../fault-proxy/http-fault.ts';
import { HttpFaultProxy } from '../fault-proxy/http-fault-proxy.ts';
import { processTree } from '../harness/process-tree.ts';
import { FleetHub } from './fleet-hub.ts';
import type { StationOrder } from './fleet-station.ts';
import { FleetStations } from './fleet-stations.ts';
import { judgeFleet, type Verdict } from './judge-fleet.ts';

export interface FleetOptions {
  seed: number;
  stations: number;
  /** Executions a second, of all stations together. */
  rate: number;
  minutes: number;
  processes: number;
  /** About one request of twenty is struck by one of these; none: there is no proxy in between. */
  faults: readonly HttpFault[];
  /** Removed at the end, unless something was found. */
  folder: string;
  onSecond?: (text: string) => void;
}

export interface FleetReport extends Verdict {
  /** From the first execution until nothing was left to be sent. */
  seconds: number;
  /** Milliseconds from the end of an execution until its station knew that it has arrived. */
  ack: { p50: number; p95: number; p99: number; max: number };
  requests: number;
  struck: number;
  /** Largest, in MB: all stations, NeuroHub, its PostgreSQL (shared memory counted once). */
  memoryMb: { stations: number; hub: number; postgres: number };
}

const DRAIN_WITHIN_MS = 600_000;

export async function runFleet(options: FleetOptions): Promise<FleetReport> {
  const { folder, faults, seed } = options;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const hub = await FleetHub.start(join(folder, 'neurohub'));
  const proxy = faults.length > 0 ? await HttpFaultProxy.start(hub.port) : null;
  proxy?.script.play(seededScript(seed, { faults, count: 1_000_000, oneOf: 20 }));
  try {
    const orders = await ordersOf(hub, proxy?.address ?? hub.address, options);
    const begun = performance.now();
    const fleet = new FleetStations(orders, options.processes);
    const memory = { hub: 0, postgres: 0 };
    try {
      await untilDone(
        fleet,
        () => {
          memory.hub = Math.max(memory.hub, megabytesOf([hub.pid]));
          memory.postgres = Math.max(memory.postgres, megabytesOf(processTree(hub.postgresPid)));
        },
        options,
      );
    } finally {
      await fleet.end();
    }
    const seconds = (performance.now() - begun) / 1000;
    const verdict = await judgeFleet(
      hub.databaseUrl,
      folder,
      orders.map(({ id }) => id),
    );
    if (verdict.findings.length === 0) options.onSecond?.('judged');
    return {
      ...{ ...verdict, seconds, ack: quantiles(fleet.latencies) },
      ...{ requests: proxy?.requests ?? 0, struck: proxy?.struck.length ?? 0 },
      memoryMb: { ...memory, stations: fleet.peakBytes.reduce((sum, one) => sum + one, 0) / 2 ** 20 },
    };
  } finally {
    await proxy?.close();
    await hub.stop();
  }
}

async function ordersOf(hub: FleetHub, url: string, options: FleetOptions): Promise<StationOrder[]> {
  const { stations, rate, minutes, seed, folder } = options;
  const orders: StationOrder[] = [];
  for (let i = 1; i <= stations; i += 1) {
    const id = `F-${i}`;
    orders.push({
      ...{ id, dataDir: join(folder, id), backend: { url, api_key: await hub.enrol(id) }, seed: seed + i },
      ...{ count: Math.ceil((rate * minutes * 60) / stations), everyMs: (1000 * stations) / rate },
    });
  }
  return orders;
}

async function untilDone(fleet: FleetStations, everySecond: () => void, { onSecond }: FleetOptions): Promise<void> {
  const deadline = performance.now() + DRAIN_WITHIN_MS;
  for (;;) {
    const { isMade, states } = await fleet.look();
    const sum = (key: 'made' | 'pending' | 'pendingContents' | 'quarantined') =>
      Object.values(states).reduce((total, state) => total + state[key], 0);
    onSecond?.(`${sum('made')} made, ${sum('pending')} results and ${sum('pendingContents')} files wait`);
    everySecond();
    if (isMade && sum('pending') + sum('pendingContents') + sum('quarantined') === 0) return;
    if (performance.now() > deadline) throw new Error(`not everything was sent: ${JSON.stringify(states)}`);
    await pause(1000);
  }
}

function quantiles(samples: readonly number[]): FleetReport['ack'] {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Shared pages are divided among those that share them. 0 where the system does not tell. */
function megabytesOf(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => {
    try {
      return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024;
}
