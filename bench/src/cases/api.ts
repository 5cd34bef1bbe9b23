import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BenchCase } from '../bench-case.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { LiveClient } from '../station/live-client.ts';
import { writeStepsPackage } from '../station/steps-package.ts';

const LIVE_CLIENTS = fileURLToPath(new URL('../children/live-clients.ts', import.meta.url));
const BATCHES = 10;
const CLIENTS = 50;
/** Ten steps a second in each batch. */
const STEPS = 40;
const STEP_MS = 100;
/** What a client waits between two requests, on average. */
const THINK_MS = 500;
/** What screens and other programs ask for, over and over. */
const PATHS = ['/api/batches', '/api/batches/b1', '/api/results?limit=20', '/api/alarms', '/api/system/health'];

/** How long REST keeps many clients waiting while many batches test, against the same requests to a station at rest. */
export const api: BenchCase = {
  name: 'api',
  async run({ scratch, buildRoot, times, report }) {
    const body = () => `await this.sleep(${STEP_MS}); this.measure('voltage', 5, { unit: 'V', limits: { low: 4 } });`;
    furnish(scratch, { package: writeStepsPackage(scratch, 'paced', { steps: STEPS, body }), batches: BATCHES });
    await using station = await BenchStation.start({ buildRoot, folder: scratch });
    const quiet: number[] = [];
    for (let i = 0; i < times(200); i += 1) quiet.push(await requestMs(station, i));
    report({ id: 'api-quiet', title: 'REST: one client, station at rest', unit: 'ms', samples: quiet });
    const busy = await whileTesting(station, () => askTogether(station, times(40)));
    const title = `REST: ${CLIENTS} clients with live streams, ${BATCHES} batches testing`;
    const aim = { of: 'p95', atMost: 100 } as const;
    report({ id: 'api', title, unit: 'ms', samples: busy, baseline: 'api-quiet', aim });
  },
};

/** Each asks, waits, and asks again. */
async function askTogether(station: BenchStation, each: number): Promise<number[]> {
  const samples: number[] = [];
  const ask = async (client: number) => {
    for (let i = 0; i < each; i += 1) {
      // Spread evenly, and the same in every run.
      await pause(THINK_MS * (0.5 + ((client * 7 + i * 13) % 100) / 100));
      samples.push(await requestMs(station, client + i));
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, client) => ask(client)));
  return samples;
}

async function requestMs(station: BenchStation, number: number): Promise<number> {
  const begun = performance.now();
  await station.request('GET', PATHS[number % PATHS.length] ?? '');
  return performance.now() - begun;
}

async function whileTesting<T>(station: BenchStation, work: () => Promise<T>): Promise<T> {
  const evening = new AbortController();
  using client = await LiveClient.connect(station.address);
  const shifts = Array.from({ length: BATCHES }, async (_, i) => {
    for (let unit = 1; !evening.signal.aborted; unit += 1)
      await client.ended(await station.begin(`b${i + 1}`, `DUT-${i + 1}-${unit}`));
  });
  const listeners = await listen(station.address);
  try {
    return await work();
  } finally {
    evening.abort();
    await Promise.all(shifts);
    listeners.kill('SIGKILL');
  }
}

async function listen(address: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [LIVE_CLIENTS, address, String(CLIENTS)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  if (child.exitCode !== null) throw new Error(`the clients of the live stream ended with ${child.exitCode}`);
  return child;
}
