/**
 * How long a supply stays on after a death. Somebody is killed, or made to stand still, while the power is on; the simulator says when it
 * was switched off. Nothing of the station is asked.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startSimulators } from '@neurohub/simulators';
import { randomOf } from '../chaos/random.ts';
import { PROJECT_ROOT } from '../harness/build-root.ts';
import { monotonicMs } from '../harness/monotonic.ts';
import { TestStation } from '../harness/test-station.ts';
import { OutputWitness } from './output-witness.ts';

/** Who dies. */
export const FAULT_CLASSES = [
  'worker', // kill -9
  'service', // kill -9; its worker makes safe by itself
  'workerStands', // SIGSTOP: seen by its silence
  'both', // kill -9 of both, and the station is started again at once
] as const;
export type FaultClass = (typeof FAULT_CLASSES)[number];

const LONGEST_MS = 30_000;
const HOLD_MS = 60_000;

export interface TimeToSafeReport {
  seed: number;
  /** Milliseconds from the fault to the output off; of `both` from the start of the next station. */
  timesMs: Record<FaultClass, number[]>;
  /** Faults after which the output stayed on. */
  stillOn: number;
}

export interface TimeToSafeOptions {
  seed: number;
  /** Faults, spread over the classes. */
  faults: number;
  onFault?: (number: number, fault: FaultClass) => void;
}

export async function runTimeToSafe({ seed, faults, onFault }: TimeToSafeOptions): Promise<TimeToSafeReport> {
  const folder = mkdtempSync(join(tmpdir(), 'time-to-safe-'));
  const witnessFile = join(folder, 'witness.jsonl');
  const simulators = await startSimulators({ slots: 1, latency: false, witness: witnessFile });
  const random = randomOf(seed);
  const report: TimeToSafeReport = {
    ...{ seed, stillOn: 0 },
    timesMs: { worker: [], service: [], workerStands: [], both: [] },
  };
  let station = await TestStation.start({
    packages: [join(PROJECT_ROOT, 'sequences/pcb_test_v1')],
    config: CONFIG,
    env: simulators.env,
  });
  try {
    for (let i = 0; i < faults; i += 1) {
      const fault = FAULT_CLASSES[i % FAULT_CLASSES.length] ?? 'worker';
      onFault?.(i + 1, fault);
      station = await strike(station, { fault, afterMs: random() * 200, serial: i + 1, witnessFile, report });
    }
  } finally {
    await station.dispose();
    await simulators.close();
    rmSync(folder, { recursive: true });
  }
  return report;
}

const CONFIG = `station: { id: SAFE, name: Safe }
recovery: { max_retries: 10000, backoff_base: 0 }
batches:
  - id: b1
    sequence_package: pcb_test_v1
    auto_start: true
    parameters: { settle_ms: 10000 }
    hardware:
      dmm: { host: 127.0.0.1, port: "\${SIM_1_DMM_PORT}" }
      power: { host: 127.0.0.1, port: "\${SIM_1_POWER_PORT}" }
      board: { host: 127.0.0.1, port: "\${SIM_1_BOARD_PORT}" }
`;

interface Strike {
  fault: FaultClass;
  afterMs: number;
  serial: number;
  witnessFile: string;
  report: TimeToSafeReport;
}

async function strike(
  station: TestStation,
  { fault, afterMs, serial, witnessFile, report }: Strike,
): Promise<TestStation> {
  const witness = new OutputWitness(witnessFile, 1);
  await station.untilState('idle');
  await station.begin(`PCB-${String(serial).padStart(4, '0')}`);
  await witness.untilOn();
  const pid = (await station.batch()).pid ?? 0;
  await pause(afterMs);
  let sinceMs = monotonicMs();
  if (fault === 'worker' || fault === 'both') process.kill(pid, 'SIGKILL');
  if (fault === 'workerStands') process.kill(pid, 'SIGSTOP');
  if (fault === 'service' || fault === 'both') await station.kill();
  if (fault === 'both') sinceMs = monotonicMs();
  const next = fault === 'both' ? await station.restart() : station;
  const offMs = await witness.offAfter(sinceMs, LONGEST_MS);
  if (offMs === null) report.stillOn += 1;
  else report.timesMs[fault].push(offMs - sinceMs);
  if (fault !== 'service') return next;
  await station.untilGone(HOLD_MS);
  return station.restart();
}
