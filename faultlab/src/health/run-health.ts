/**
 * How soon it is seen that a worker is not well, and how soon its batch works again. Seen means: a screen was told so over the socket;
 * nothing inside of the station is asked.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BatchStatus } from '@neurohub/contracts/events';
import type { BatchView } from '@neurohub/contracts/rest';
import { randomOf } from '../chaos/random.ts';
import { eventually } from '../harness/eventually.ts';
import { monotonicMs } from '../harness/monotonic.ts';
import { TestStation } from '../harness/test-station.ts';
import { writeHoldingPackage } from './holding-package.ts';

/** What is wrong with the worker, and within which time a screen has to say so. */
export const HEALTH_CLASSES = {
  crashes: { withinMs: 200 }, // kill -9
  stands: { withinMs: 3_500 }, // SIGSTOP
  blocks: { withinMs: 1_500 }, // its event loop, until its watchdog ends it at the limit of its step (3 s)
} as const;
export type HealthClass = keyof typeof HEALTH_CLASSES;
const CLASSES = Object.keys(HEALTH_CLASSES) as HealthClass[];
const LONGEST_MS = 20_000;

export interface HealthReport {
  seed: number;
  /** From the fault to the moment at which a screen was told; in milliseconds. */
  seenMs: Record<HealthClass, number[]>;
  /** From the fault to the batch being idle again, with a fresh process. */
  recoveredMs: Record<HealthClass, number[]>;
  /** Faults of which no screen was told, or after which the batch stayed down. */
  notSeen: number;
}

export interface HealthOptions {
  seed: number;
  /** Faults, spread over the classes. */
  faults: number;
  onFault?: (number: number, fault: HealthClass) => void;
}

export async function runHealth({ seed, faults, onFault }: HealthOptions): Promise<HealthReport> {
  const folder = mkdtempSync(join(tmpdir(), 'health-'));
  const random = randomOf(seed);
  const none = () => ({ crashes: [], stands: [], blocks: [] });
  const report: HealthReport = { seed, seenMs: none(), recoveredMs: none(), notSeen: 0 };
  const station = await TestStation.start({ packages: [writeHoldingPackage(folder)], config: CONFIG });
  try {
    const screen = await Screen.of(station);
    for (let i = 0; i < faults; i += 1) {
      const fault = CLASSES[i % CLASSES.length] ?? 'crashes';
      onFault?.(i + 1, fault);
      await strike({ station, screen, fault, afterMs: random() * 500, file: join(folder, `${i}`), report });
    }
  } finally {
    await station.dispose();
    rmSync(folder, { recursive: true });
  }
  return report;
}

const CONFIG = `station: { id: HEALTH, name: Health }
recovery: { max_retries: 10000, backoff_base: 0 }
batches:
  - { id: b1, sequence_package: holding, auto_start: true }
`;

/** What the batch looks like, and when it began to. */
class Screen {
  readonly #told: { atMs: number; batch: BatchView }[] = [];

  static async of(station: TestStation): Promise<Screen> {
    const screen = new Screen();
    const { socket } = await station.subscribe();
    socket.on('batch_status', ({ batch }: BatchStatus) => screen.#told.push({ atMs: monotonicMs(), batch }));
    return screen;
  }

  /** When it first said so after this moment; null when it does not within a while. */
  async said(sinceMs: number, isSo: (batch: BatchView) => boolean): Promise<number | null> {
    const find = () => this.#told.find(({ atMs, batch }) => atMs >= sinceMs && isSo(batch));
    const said = await eventually(find, { everyMs: 5, timeoutMs: LONGEST_MS, what: 'a word of it' }).catch(() => null);
    return said?.atMs ?? null;
  }
}

interface Strike {
  station: TestStation;
  screen: Screen;
  fault: HealthClass;
  afterMs: number;
  /** Where a blocking step writes when it began to. */
  file: string;
  report: HealthReport;
}

async function strike({ station, screen, fault, afterMs, file, report }: Strike): Promise<void> {
  const { pid } = await station.untilState('idle');
  await station.begin('SN-1', 'b1', { parameters: { block: fault === 'blocks' ? file : '' } });
  const sinceMs = fault === 'blocks' ? await blockedSince(file) : await harm(station, { fault, pid, afterMs });
  const seenAt = await screen.said(sinceMs, (batch) => SHOWS[fault](batch, pid));
  const idleAt = await screen.said(sinceMs, (batch) => batch.processState === 'idle' && batch.pid !== pid);
  if (seenAt === null || idleAt === null) {
    report.notSeen += 1;
    return;
  }
  report.seenMs[fault].push(seenAt - sinceMs);
  report.recoveredMs[fault].push(idleAt - sinceMs);
}

const isNotWell = ({ processState, pid: now }: BatchView, pid: number | null) =>
  now !== pid || !['idle', 'running'].includes(processState);
const SHOWS: Record<HealthClass, (batch: BatchView, pid: number | null) => boolean> = {
  crashes: isNotWell,
  stands: isNotWell,
  blocks: ({ blockedUntil }) => blockedUntil !== null,
};

async function harm(
  station: TestStation,
  { fault, pid, afterMs }: { fault: HealthClass; pid: number | null; afterMs: number },
): Promise<number> {
  await station.untilStep('hold');
  await pause(afterMs);
  const sinceMs = monotonicMs();
  process.kill(pid ?? 0, fault === 'crashes' ? 'SIGKILL' : 'SIGSTOP');
  return sinceMs;
}

async function blockedSince(file: string): Promise<number> {
  // For a moment the file is there, and empty.
  const read = () => (existsSync(file) && readFileSync(file, 'utf8')) || null;
  const nanoseconds = await eventually(read, { everyMs: 5, what: 'a blocked loop' });
  return Number(BigInt(nanoseconds) / 1000n) / 1000;
}
