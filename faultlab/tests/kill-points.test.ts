import { randomUUID } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { checkHistory } from '../src/checker/check-history.ts';
import { History } from '../src/checker/history.ts';
import { readStationDatabase, type StoredExecution } from '../src/checker/station-database.ts';
import { watchStation, witnessedTimes } from '../src/checker/watch-station.ts';
import { eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

/** Sequence numbers of an execution: 1 executionStarted, 2..13 the steps, 14 cleanup, 15 executionEnded. */
const STEPS = 12;
let workshop: string;
let station: TestStation;
let history: History;
let witness: string;
const commandId = randomUUID();

beforeAll(() => {
  workshop = mkdtempSync(join(tmpdir(), 'kill-points-'));
  writeManyStepsPackage(workshop, STEPS, { stepMs: 2 });
});
afterAll(() => rmSync(workshop, { recursive: true }));
beforeEach(() => {
  history = new History();
  history.requested.push({ serialNumber: 'SN-1', batchId: 'b1', truth: 'PASS' });
});

/** Starts a station that will die at the kill point, and an execution on it. */
async function startTowards(fault: string): Promise<string | null> {
  const env = { STATION_FAULT: fault };
  station = await TestStation.start({ packages: [join(workshop, `steps_${STEPS}`)], build: 'faults', env });
  // Whichever station goes on in this folder by then.
  onTestFinished(() => station.dispose());
  witness = join(station.folder, 'witness');
  await watchStation(station, history);
  return begin();
}

/** Null when the service was gone before it had answered. */
async function begin(): Promise<string | null> {
  const answer = await station.begin('SN-1', 'b1', { commandId, parameters: { witness } }).catch(() => null);
  if (answer) history.accept('SN-1', answer);
  return answer;
}

/** Compares the database of the dead station with what was seen, and gives the one execution. */
function judge({ restarted }: { restarted: boolean }): StoredExecution | undefined {
  history.cleanups.set('SN-1', witnessedTimes(witness));
  const stored = readStationDatabase(station.dataDir);
  expect(checkHistory(history, stored, { restarted })).toEqual([]);
  return stored.executions.find(({ serialNumber }) => serialNumber === 'SN-1');
}

const passedOf = (execution: StoredExecution | undefined) =>
  execution?.steps.filter(({ step }) => step.status === 'passed').map(({ step }) => step.name);
const firstSteps = (count: number) => Array.from({ length: count }, (_, i) => `step_${i + 1}`);

/** Kill point, the time at which it strikes, the steps that are committed by then, and one that may be. */
const WORKER_POINTS: [string, number, string[], string?][] = [
  ['worker:after-start', 1, []],
  ['worker:before-step', 4, firstSteps(3)],
  ['worker:before-record', 4, firstSteps(2)],
  ['worker:after-committed', 4, firstSteps(3)],
  // Cleanup waits for no answer of the storage: the last step may be on its way, and is told to nobody then.
  ['worker:in-cleanup', 1, firstSteps(STEPS - 1), `step_${STEPS}`],
  ['worker:before-end', 1, [...firstSteps(STEPS), 'release']],
];
const SERVICE_POINTS: [string, number][] = [
  ['service:after-accept', 1],
  ['service:before-commit', 10],
  ['service:after-commit', 10],
  ['service:after-reply', 8],
];

/** Tested in station-service/src/storage/storage-faults.test.ts, where a database of an older station is easily made. */
const STORAGE_POINTS = ['service:in-migration'];
/** Tested in resume.test.ts, where there is something to take over. */
const RESUME_POINTS = ['service:after-take-over'];
/** Tested in backup.test.ts. */
const RESTORE_POINTS = ['service:in-restore', 'service:in-rekey'];
/** Tested in ledger.test.ts, where there is somebody who answers. */
const SYNC_POINTS = ['service:after-hub-answer'];
/** Tested in hub-packages.test.ts. */
const PACKAGE_POINTS = ['service:package-part', 'service:package-in-use'];

test('every kill point of the product is tested', () => {
  const files = globSync('{batch-worker,sequence-sdk,station-service,worker-link}/src/**/*.ts', { cwd: PROJECT_ROOT });
  const source = files.map((file) => readFileSync(join(PROJECT_ROOT, file), 'utf8')).join('\n');
  const names = [...source.matchAll(/killPoint\('([^']+)'\)/g)].map(([, name]) => name);
  const tested = [...WORKER_POINTS, ...SERVICE_POINTS].map(([name]) => name);
  const elsewhere = [...STORAGE_POINTS, ...RESUME_POINTS, ...RESTORE_POINTS, ...SYNC_POINTS, ...PACKAGE_POINTS];
  expect(names.toSorted()).toEqual([...tested, ...elsewhere].toSorted());
});

test.each(WORKER_POINTS)(
  'a worker that dies at %s (time %i) leaves what was committed, ERROR, and a batch that can start again',
  async (name, nth, passed, onItsWay) => {
    const executionId = await startTowards(`${name}#${nth}`);
    history.workerDies('b1');
    const batch = await station.untilDown();
    expect(batch.error).toMatchObject({ code: 'WORKER_CRASHED', details: { signal: 'SIGKILL' } });
    expect(await station.record(executionId ?? '')).toMatchObject({
      ...{ state: 'interrupted', verdict: 'ERROR', endReason: 'crashed', hadFailure: false },
      error: { code: 'WORKER_CRASHED' },
    });
    await station.data('POST', '/api/batches/b1/start');
    expect(await station.stop()).toBe(0);
    const execution = judge({ restarted: true });
    expect(passedOf(execution)?.filter((step) => step !== onItsWay)).toEqual(passed);
    expect(station.processes()).toEqual([]);
  },
);

test.each(SERVICE_POINTS)(
  'a service that dies at %s (time %i) loses nothing it told, and closes the execution when it is back',
  async (name, nth) => {
    const answered = await startTowards(`${name}#${nth}`);
    await eventually(() => !station.isAlive, { what: 'the death of the service' });
    expect(station.process.signalCode).toBe('SIGKILL');
    await station.kill();
    await station.untilGone();
    const before = judge({ restarted: false });
    expect(before).toMatchObject({ state: 'running', verdict: null });

    station = await station.restart({ env: {} });
    expect(await begin(), 'the same commandId is the same execution').toBe(answered ?? before?.id);
    expect(await station.record(before?.id ?? '')).toMatchObject({
      ...{ state: 'interrupted', verdict: 'ERROR', endReason: 'serviceLost', error: { code: 'SERVICE_LOST' } },
    });
    await station.stop();
    expect(passedOf(judge({ restarted: true }))).toEqual(passedOf(before));
  },
);

test('a service that dies while it closes what an earlier life left open closes it at the next start', async () => {
  await startTowards('service:after-reply#8');
  await eventually(() => !station.isAlive);
  await station.kill();
  const env = { STATION_FAULT: 'service:before-commit#1' };
  await expect(station.restart({ env })).rejects.toThrow('SIGKILL');
  await station.untilGone();
  expect(judge({ restarted: false })).toMatchObject({ state: 'running' });
  station = await station.restart({ env: {} });
  await station.stop();
  expect(judge({ restarted: true })).toMatchObject({ state: 'interrupted', verdict: 'ERROR' });
});
