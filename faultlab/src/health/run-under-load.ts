/** Whether a station without a fault calls one: every core of the machine is kept busy by others while two batches test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, setPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BatchStatus } from '@neurohub/contracts/events';
import type { Alarm } from '@neurohub/contracts/record';
import { writeManyStepsPackage } from '../harness/many-steps-package.ts';
import { TestStation } from '../harness/test-station.ts';

const BATCH_IDS = ['b1', 'b2'] as const;
const STEP_COUNT = 20;
/** Two for each core. */
const BURNERS = 2 * availableParallelism();
/** Others on the machine keep a little more of it than the burners. */
const NICENESS = 5;

export interface LoadReport {
  seconds: number;
  burners: number;
  executions: number;
  /** Each word of a fault: there is none. */
  falseAlarms: string[];
}

export async function runUnderLoad({ seconds }: { seconds: number }): Promise<LoadReport> {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const report: LoadReport = { seconds, burners: BURNERS, executions: 0, falseAlarms: [] };
  const packages = [writeManyStepsPackage(folder, STEP_COUNT, { stepMs: 10 })];
  const station = await TestStation.start({ packages, config: CONFIG });
  const burners: ChildProcess[] = [];
  try {
    for (const id of BATCH_IDS) await station.untilState('idle', id);
    await listen(station, report);
    for (let i = 0; i < BURNERS; i += 1) burners.push(burn());
    const endMs = performance.now() + seconds * 1000;
    await Promise.all(BATCH_IDS.map((id) => testUntil(endMs, { station, id, report })));
  } finally {
    for (const burner of burners) burner.kill('SIGKILL');
    await station.dispose();
    rmSync(folder, { recursive: true });
  }
  return report;
}

const CONFIG = `station: { id: LOAD, name: Load }
batches:
${BATCH_IDS.map((id) => `  - { id: ${id}, sequence_package: steps_${STEP_COUNT}, auto_start: true }`).join('\n')}
`;

function burn(): ChildProcess {
  const burner = spawn(process.execPath, ['-e', 'for (;;) {}'], { stdio: 'ignore' });
  setPriority(burner.pid ?? 0, NICENESS);
  return burner;
}

async function listen(station: TestStation, { falseAlarms }: LoadReport): Promise<void> {
  const { socket } = await station.subscribe();
  socket.on('alarm', ({ code }: Alarm) => falseAlarms.push(`alarm ${code}`));
  socket.on('batch_status', ({ batch: { id, processState, error, recovery, blockedUntil } }: BatchStatus) => {
    if (!['idle', 'running'].includes(processState)) falseAlarms.push(`${id} is ${processState}`);
    if (blockedUntil) falseAlarms.push(`${id} is blocked`);
    if (error || recovery) falseAlarms.push(`${id}: ${error?.code ?? 'recovery'}`);
  });
}

async function testUntil(
  endMs: number,
  { station, id, report }: { station: TestStation; id: string; report: LoadReport },
): Promise<void> {
  for (let number = 1; performance.now() < endMs; number += 1) {
    const { verdict, endReason } = await station.ended(await station.begin(`${id}-${number}`, id), 120_000);
    report.executions += 1;
    if (verdict !== 'PASS') report.falseAlarms.push(`${id}-${number} ended as ${verdict} ${endReason}`);
    await station.untilState('idle', id);
  }
}
