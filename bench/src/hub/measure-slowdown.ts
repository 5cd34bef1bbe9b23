/** What delivering a long queue costs a test that runs meanwhile, at the same station. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import type { BenchContext } from '../bench-case.ts';
import { BenchStation } from '../station/bench-station.ts';
import { furnish } from '../station/furnish.ts';
import { runTogether } from '../station/run-together.ts';
import { THREE_MEASUREMENTS, writeStepsPackage } from '../station/steps-package.ts';
import { openStorage, storeResults } from './bench-engine.ts';

const STEPS = 100;
const BATCHES = 2;
/** A step of a test waits for its instrument most of the time. */
const STEP_MS = 10;
const STATION_ID = 'BENCH';

export async function measureSlowdown({ scratch, buildRoot, times, report }: BenchContext): Promise<void> {
  const folder = join(scratch, 'slowdown');
  const body = (n: number) => `${THREE_MEASUREMENTS(n)} await new Promise((done) => setTimeout(done, ${STEP_MS}));`;
  furnish(folder, {
    package: writeStepsPackage(scratch, `steps_${STEPS}_slow`, { steps: STEPS, body }),
    batches: BATCHES,
  });
  const sink = await startSink();
  appendFileSync(
    join(folder, 'station.yaml'),
    `backend: { url: "${sink.url}", api_key: bench, sync_interval: 5, live: false, packages: "off" }\n`,
  );
  const rounds = times(10);
  const storage = await openStorage(buildRoot, join(folder, 'data'));
  await storeResults(storage, STATION_ID, { from: 0, count: rounds * 1000 });
  await storage[Symbol.asyncDispose]();
  await using station = await BenchStation.start({ buildRoot, folder });
  const samples = { alone: [] as number[], draining: [] as number[], slowdown: [] as number[] };
  const perStep = async (round: number) => (await runTogether(station, { batches: BATCHES, round })).elapsedMs / STEPS;
  await perStep(0);
  for (let round = 1; round <= rounds; round += 1) {
    sink.say('off');
    const alone = await perStep(2 * round);
    sink.say('on');
    await station.request('POST', '/api/system/sync/force');
    const before = await pending(station);
    const draining = await perStep(2 * round + 1);
    if ((await pending(station)) === 0) throw new Error(`the queue of ${before} was empty before the test was over`);
    samples.alone.push(alone * 1000);
    samples.draining.push(draining * 1000);
    samples.slowdown.push(100 * (draining / alone - 1));
  }
  sink.end();
  const what = `${BATCHES} batches, a step of ${STEP_MS} ms`;
  report({ id: 'test-alone', title: `${what}: NeuroHub away`, unit: 'µs', samples: samples.alone });
  report({
    id: 'test-draining',
    title: `${what}: while a queue is sent`,
    unit: 'µs',
    samples: samples.draining,
    baseline: 'test-alone',
  });
  report({
    ...{ id: 'test-slowdown', title: 'the same, slower by', unit: '%', samples: samples.slowdown },
    aim: { of: 'p50', atMost: 5 },
  });
}

const pending = async (station: BenchStation) =>
  (await station.request<SyncStatus>('GET', '/api/system/sync-status')).queue.pending;

async function startSink() {
  const entry = fileURLToPath(new URL('../children/result-sink.ts', import.meta.url));
  const child = spawn(process.execPath, [entry], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    url: `http://127.0.0.1:${line.split(' ')[1]}`,
    say: (word: 'on' | 'off') => void child.stdin.write(`${word}\n`),
    end: () => void child.stdin.end(),
  };
}
