/** A station at work, with everything it does to its database and everything it tells the outside, each with its time. */
import { join } from 'node:path';
import type { SequenceComplete, StepProgress } from '@neurohub/contracts/events';
import { randomOf } from '../chaos/random.ts';
import { Timeline } from '../checker/timeline.ts';
import type { TestStation } from '../harness/test-station.ts';
import type { DiskEvent } from './disk-event.ts';
import { readFiles, traceFiles } from './trace-files.ts';

export const BATCH_IDS = ['b1', 'b2'] as const;
export const DATABASE_FILES = ['station.db', 'station.db-wal'] as const;
/** Nothing is written to the database for this long: what is read is what is on the disk. */
const STILL_MS = 400;

export interface Work {
  /** The database when recording began. */
  before: Map<string, Buffer>;
  events: DiskEvent[];
  timeline: Timeline;
}

export interface WorkOptions {
  station: TestStation;
  /** Devices tested on each batch. */
  devices: number;
  /** Steps of the package; a bad device fails in one of them. */
  stepCount: number;
  seed: number;
  /** Where the trace may lie. */
  workshop: string;
}

/** Tests devices on both batches at once. @throws Error where strace cannot trace */
export async function recordWork({ station, workshop, ...options }: WorkOptions): Promise<Work> {
  const files = DATABASE_FILES.map((name) => join(station.dataDir, name));
  for (const id of BATCH_IDS) await station.untilState('idle', id);
  const trace = await traceFiles(station.pid, files, join(workshop, 'trace'));
  const before = await readStill(files, trace);
  const timeline = new Timeline();
  await watch(station, timeline);
  await Promise.all(BATCH_IDS.map((id, slot) => testDevices(station, timeline, { ...options, batchId: id, slot })));
  return { before, events: await trace.finish(), timeline };
}

/** Reads the files when nothing has been done to them for a while, before or during the reading. */
async function readStill(files: readonly string[], trace: { size(): number }): Promise<Map<string, Buffer>> {
  for (;;) {
    const size = trace.size();
    await new Promise((resolve) => setTimeout(resolve, STILL_MS));
    const contents = readFiles(files);
    if (trace.size() === size) return contents;
  }
}

async function watch(station: TestStation, timeline: Timeline): Promise<void> {
  const { socket } = await station.subscribe();
  socket.on('step_progress', (event: StepProgress) => timeline.note((history) => history.progress(event)));
  socket.on('sequence_complete', (event: SequenceComplete) => timeline.note((history) => history.complete(event)));
}

interface Devices {
  batchId: string;
  slot: number;
  devices: number;
  stepCount: number;
  seed: number;
}

async function testDevices(station: TestStation, timeline: Timeline, options: Devices): Promise<void> {
  const { batchId, slot, devices, stepCount, seed } = options;
  const random = randomOf(seed + slot);
  for (let i = 1; i <= devices; i += 1) {
    const serialNumber = `${batchId}-${i}`;
    const failsAt = random() < 0.3 ? 1 + Math.floor(random() * stepCount) : 0;
    const truth = failsAt > 0 ? ('FAIL' as const) : ('PASS' as const);
    timeline.note((history) => history.requested.push({ serialNumber, batchId, truth }));
    const executionId = await station.begin(serialNumber, batchId, { parameters: { fails_at: failsAt } });
    timeline.note((history) => history.accept(serialNumber, executionId));
    await station.ended(executionId);
  }
}
