/** Every failure of the way to NeuroHub, one after the other, each with a fleet of its own on one real NeuroHub. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomOf } from '../chaos/random.ts';
import { HttpFaultProxy } from '../fault-proxy/http-fault-proxy.ts';
import { type FaultMode, type ModeContext, scriptOf } from './fault-modes.ts';
import { FleetHub } from './fleet-hub.ts';
import type { StationOrder } from './fleet-station.ts';
import { FleetStations } from './fleet-stations.ts';
import { judgeFleet, type Verdict } from './judge-fleet.ts';
import { makeCertificates } from './make-certificates.ts';

export interface ExactlyOnceOptions {
  seed: number;
  modes: readonly FaultMode[];
  /** Results of each mode, of all stations together. */
  results: number;
  stations: number;
  /** Executions a second, of all stations together. */
  rate: number;
  /** Removed at the end, unless something was found. */
  folder: string;
  /** Default: one of its own. */
  hub?: FleetHub;
  onMode?: (report: ModeReport) => void;
}

export interface ModeReport extends Verdict {
  row: number;
  name: string;
  /** Requests in all, and those that a fault has struck. */
  requests: number;
  struck: number;
  seconds: number;
}

const DRAIN_WITHIN_MS = 300_000;
/** Short, so that a run of faults takes minutes and not days. */
const TIMEOUTS = { connect: 1, headers: 1.5, idle: 1.5, total: 10 };

export async function runExactlyOnce(options: ExactlyOnceOptions): Promise<ModeReport[]> {
  rmSync(options.folder, { recursive: true, force: true });
  mkdirSync(options.folder, { recursive: true });
  const hub = options.hub ?? (await FleetHub.start(join(options.folder, 'neurohub')));
  const reports: ModeReport[] = [];
  try {
    for (const [number, mode] of options.modes.entries()) {
      const report = await runMode(hub, mode, { ...options, number });
      reports.push(report);
      options.onMode?.(report);
    }
  } finally {
    if (!options.hub) await hub.stop();
  }
  if (reports.every(({ findings }) => findings.length === 0)) rmSync(options.folder, { recursive: true });
  return reports;
}

type Order = ExactlyOnceOptions & { number: number };

async function runMode(hub: FleetHub, mode: FaultMode, order: Order): Promise<ModeReport> {
  const begun = performance.now();
  const folder = join(order.folder, `mode-${order.number}`);
  mkdirSync(folder, { recursive: true });
  const certificates = mode.tls ? makeCertificates(folder) : null;
  const proxy = await HttpFaultProxy.start(hub.port, certificates?.good);
  const backendOf: ModeContext['backendOf'] = (apiKey) => ({
    ...{ url: proxy.address, api_key: apiKey, sync_interval: 5, timeouts: TIMEOUTS },
    ...(certificates && { ca_file: certificates.caFile }),
  });
  const orders = await ordersOf(hub, mode, { ...order, folder, backendOf });
  const stationIds = orders.map(({ id }) => id);
  const fleet = new FleetStations(orders);
  const random = randomOf(order.seed + order.number);
  const isMade = async () => (await fleet.look()).isMade;
  const context = { random, proxy, hub, fleet, stationIds, backendOf, certificates, isMade };
  try {
    proxy.script.play(scriptOf(mode, order.seed + order.number));
    await mode.during?.({ ...context, scratch: join(folder, 'backup') });
    await fleet.untilMade(DRAIN_WITHIN_MS);
    proxy.script.clear();
    fleet.tell({ type: 'force' });
    // What was refused while the fault lasted is what a person would send again.
    await fleet.untilDrained(DRAIN_WITHIN_MS, () => fleet.tell({ type: 'retry' }));
  } finally {
    await fleet.end();
    await proxy.close();
  }
  await hub.untilReady();
  const verdict = await judgeFleet(hub.databaseUrl, folder, stationIds);
  const { requests, struck } = proxy;
  const seconds = (performance.now() - begun) / 1000;
  return { row: mode.row, name: mode.name, ...verdict, requests, struck: struck.length, seconds };
}

async function ordersOf(
  hub: FleetHub,
  { fileBytes, filesPercent }: FaultMode,
  { seed, stations, results, rate, number, folder, backendOf }: Order & Pick<ModeContext, 'backendOf'>,
): Promise<StationOrder[]> {
  const orders: StationOrder[] = [];
  for (let i = 0; i < stations; i += 1) {
    const id = `M${number}-S${i + 1}`;
    orders.push({
      ...{ id, dataDir: join(folder, id), backend: backendOf(await hub.enrol(id)), seed: seed + 1000 * number + i },
      ...{ count: Math.ceil(results / stations), everyMs: (1000 * stations) / rate, patience: 0.2 },
      make: {
        steps: 4,
        ...(fileBytes !== undefined && { fileBytes }),
        ...(filesPercent !== undefined && { filesPercent }),
      },
    });
  }
  return orders;
}
