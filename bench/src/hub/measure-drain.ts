/** How fast one station gets rid of what has waited, and how long a result takes to arrive while many stations send. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Storage } from '@neurohub/station-service/sync';
import type { BenchContext } from '../bench-case.ts';
import { HAS_PROC, memoryMb } from '../process-facts.ts';
import { openEngine, openStorage, storeResults } from './bench-engine.ts';
import type { BenchHub } from './bench-hub.ts';
import { storedResult } from './make-result.ts';

export async function measureDrain(hub: BenchHub, { times, report, scratch, buildRoot }: BenchContext): Promise<void> {
  const stationId = 'DRAIN';
  const count = times(1000);
  const storage = await openStorage(buildRoot, join(scratch, 'drain'));
  const engine = openEngine(storage, { stationId, url: hub.address, key: await hub.enrol(stationId) });
  const samples: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    await storeResults(storage, stationId, { from: round * count, count });
    const begun = performance.now();
    if (round === 0) engine.begin();
    else engine.force();
    await untilSent(storage);
    // The first one also makes the connection.
    if (round > 0) samples.push((count * 1000) / (performance.now() - begun));
  }
  await engine[Symbol.asyncDispose]();
  await storage[Symbol.asyncDispose]();
  const title = 'one station, a queue of results of 100 rows';
  report({ ...{ id: 'hub-drain', title, unit: 'results/s', samples }, aim: { of: 'p50', atLeast: 200 } });
}

const STATIONS = 10;
/** Of each station: 50 a second in all. */
const EVERY_MS = 200;

export async function measureArrival(
  hub: BenchHub,
  { times, report, scratch, buildRoot }: BenchContext,
): Promise<void> {
  const latencies: number[] = [];
  const perStation = times(150);
  await Promise.all(
    Array.from({ length: STATIONS }, async (_, s) => {
      const stationId = `LOAD-${s}`;
      const storage = await openStorage(buildRoot, join(scratch, stationId));
      const arrived = noteArrivals(storage);
      const engine = openEngine(storage, { stationId, url: hub.address, key: await hub.enrol(stationId) });
      engine.begin();
      await pause((s * EVERY_MS) / STATIONS);
      for (let i = 0; i < perStation; i += 1) {
        const { execution, record } = storedResult(stationId, i);
        await storage.acceptExecution({ execution });
        await storage.commitRecord(record);
        arrived.closed();
        engine.wake();
        await pause(EVERY_MS);
      }
      await untilSent(storage);
      latencies.push(...arrived.latencies);
      await engine[Symbol.asyncDispose]();
      await storage[Symbol.asyncDispose]();
    }),
  );
  report({
    id: 'hub-ack',
    title: `${STATIONS} stations, 50 results a second: until known to have arrived`,
    unit: 'ms',
    samples: latencies,
  });
  if (!HAS_PROC) return;
  const mb = (pids: readonly number[]) => [pids.reduce((sum, pid) => sum + memoryMb(pid).pss, 0)];
  report({ id: 'hub-memory', title: 'memory of NeuroHub after it (PSS)', unit: 'MB', samples: mb([hub.pid]) });
  report({ id: 'hub-pg-memory', title: 'memory of its PostgreSQL (PSS)', unit: 'MB', samples: mb(hub.postgresPids()) });
}

/** Closed results have the numbers 1, 2, … */
function noteArrivals(storage: Storage) {
  const closedAt: number[] = [];
  const latencies: number[] = [];
  const settle = storage.settleRecords.bind(storage);
  storage.settleRecords = async (settled) => {
    await settle(settled);
    for (const { stationSeq } of settled.arrived ?? [])
      latencies.push(performance.now() - (closedAt[stationSeq - 1] ?? Number.NaN));
  };
  return { latencies, closed: () => void closedAt.push(performance.now()) };
}

async function untilSent(storage: Storage): Promise<void> {
  while ((await storage.queueFigures()).pending > 0) await pause(5);
}
