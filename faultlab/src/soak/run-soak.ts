/** Lets a station test without a pause, and looks at what it uses: memory, open files, threads, log of the database. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeManyStepsPackage } from '../harness/many-steps-package.ts';
import { TestStation } from '../harness/test-station.ts';
import { type Look, slopePerHour } from './slope.ts';

const BATCH_IDS = ['b1', 'b2'] as const;
const STEP_COUNT = 20;
const MB = 1e6;
/** Caches and compiled code fill up first: the first third of the time does not count. */
const WARM_UP = 1 / 3;
/** More of these than at the beginning, at the end, are a leak. */
const MOST_NEW_HANDLES = 10;
const MOST_WAL_MB = 64;

export const SOAK_FIGURES = {
  serviceRss: 'memory of the service (RSS), MB',
  workerRss: 'memory of the workers together (RSS), MB',
  handles: 'open files and sockets of the service',
  threads: 'threads of the service',
  wal: 'write-ahead log of the database, MB',
} as const;
export type SoakFigure = keyof typeof SOAK_FIGURES;

export interface SoakReport {
  minutes: number;
  executions: number;
  /** Executions that did not pass. */
  notPassed: string[];
  figures: Record<SoakFigure, { first: number; last: number; most: number; perHour: number }>;
  /** What is a leak, in words. */
  leaks: string[];
}

/** @param onLook is called with every look, for whoever waits */
export async function runSoak(options: {
  minutes: number;
  lookEveryMs: number;
  onLook?: (atMs: number, now: Record<SoakFigure, number>) => void;
}): Promise<SoakReport> {
  const { minutes, lookEveryMs } = options;
  const folder = mkdtempSync(join(tmpdir(), 'soak-'));
  const packages = [writeManyStepsPackage(folder, STEP_COUNT, { stepMs: 20 })];
  const station = await TestStation.start({ packages, config: CONFIG });
  const looks: Record<SoakFigure, Look[]> = { serviceRss: [], workerRss: [], handles: [], threads: [], wal: [] };
  const tally = { executions: 0, notPassed: [] as string[] };
  try {
    for (const id of BATCH_IDS) await station.untilState('idle', id);
    const begun = performance.now();
    const endMs = begun + minutes * 60_000;
    const shifts = Promise.all(BATCH_IDS.map((id) => testUntil(endMs, station, id, tally)));
    while (performance.now() < endMs) {
      await pause(lookEveryMs);
      const now = await look(station);
      const atMs = performance.now() - begun;
      for (const figure of Object.keys(looks) as SoakFigure[]) looks[figure].push({ atMs, value: now[figure] });
      options.onLook?.(atMs, now);
    }
    await shifts;
  } finally {
    await station.dispose();
    rmSync(folder, { recursive: true });
  }
  return { minutes, ...tally, ...judge(looks) };
}

const CONFIG = `station: { id: SOAK, name: Soak }
batches:
${BATCH_IDS.map((id) => `  - { id: ${id}, sequence_package: steps_${STEP_COUNT}, auto_start: true }`).join('\n')}
`;

async function testUntil(
  endMs: number,
  station: TestStation,
  id: string,
  tally: Pick<SoakReport, 'executions' | 'notPassed'>,
): Promise<void> {
  for (let number = 1; performance.now() < endMs; number += 1) {
    const { verdict, endReason } = await station.ended(await station.begin(`${id}-${number}`, id), 60_000);
    tally.executions += 1;
    if (verdict !== 'PASS') tally.notPassed.push(`${id}-${number} ended as ${verdict} ${endReason}`);
    await station.untilState('idle', id);
  }
}

async function look(station: TestStation): Promise<Record<SoakFigure, number>> {
  const { pid } = station;
  const workers = await Promise.all(BATCH_IDS.map(async (id) => (await station.batch(id)).pid));
  const wal = statSync(join(station.dataDir, 'station.db-wal'), { throwIfNoEntry: false });
  return {
    serviceRss: rssMb(pid),
    workerRss: workers.reduce((sum: number, worker) => sum + (worker === null ? 0 : rssMb(worker)), 0),
    handles: readdirSync(`/proc/${pid}/fd`).length,
    threads: readdirSync(`/proc/${pid}/task`).length,
    wal: (wal?.size ?? 0) / MB,
  };
}

function rssMb(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1]) * 1024) / MB;
}

function judge(looks: Record<SoakFigure, Look[]>): Pick<SoakReport, 'figures' | 'leaks'> {
  const entries = Object.entries(looks).map(([figure, all]) => {
    const counted = all.slice(Math.floor(all.length * WARM_UP));
    const values = counted.map(({ value }) => value);
    const [first = 0, last = 0] = [values[0], values.at(-1)];
    return [figure, { first, last, most: Math.max(...values), perHour: slopePerHour(counted) }] as const;
  });
  const figures = Object.fromEntries(entries) as SoakReport['figures'];
  const leaks: string[] = [];
  for (const figure of ['handles', 'threads'] as const)
    if (figures[figure].last - figures[figure].first > MOST_NEW_HANDLES)
      leaks.push(`${SOAK_FIGURES[figure]}: ${figures[figure].first} became ${figures[figure].last}`);
  if (figures.wal.most > MOST_WAL_MB) leaks.push(`${SOAK_FIGURES.wal}: up to ${figures.wal.most.toFixed(1)}`);
  return { figures, leaks };
}
