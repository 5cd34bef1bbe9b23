/** What Prometheus is told: in its format, with the names that dashboards are built on, and true. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRICS } from '@neurohub/contracts/metrics';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Exposition, readExposition } from '../src/checker/exposition.ts';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let station: TestStation;
beforeEach(async () => {
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1')] });
  await station.untilState('idle');
});
afterEach(() => station.dispose());

async function scrape(): Promise<Exposition> {
  const answer = await fetch(`${station.address}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return readExposition(await answer.text());
}

/** Those of Node.js come as it collects garbage and opens handles, of so many kinds. */
function ownSeries({ families }: Exposition): number {
  const own = [...families].filter(([name]) => name.startsWith('station_'));
  return own.reduce((sum, [, { samples }]) => sum + samples.length, 0);
}

test('every metric is there from the start, in the format, with its type and its labels', async () => {
  const told = await scrape();
  for (const [name, { type, labels }] of Object.entries(METRICS)) {
    const family = told.families.get(name);
    expect(family, name).toMatchObject({ type });
    for (const sample of family?.samples ?? [])
      expect([...labels, 'le'], name).toEqual(expect.arrayContaining(Object.keys(sample.labels)));
  }
  expect(told.value('station_batches_total')).toBe(1);
  expect(told.value('station_sequences_completed_total', { batch: 'b1', result: 'fail' })).toBe(0);
  expect(told.value('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
});

test('counts what has ended, how long it took and why, and makes no series of serial numbers', async () => {
  const ends = { pass: 'PASS', fail: 'FAIL', throw: 'ERROR' } as const;
  const first = await scrape();
  let steps = 0;
  for (const [behaviour, verdict] of Object.entries(ends))
    for (const unit of [1, 2]) {
      const parameters = { behaviour, work_ms: 1 };
      const record = await station.ended(await station.begin(`SN-${verdict}-${unit}`, 'b1', { parameters }));
      expect(record.verdict).toBe(verdict);
      steps += record.steps.length;
    }
  const told = await scrape();
  for (const verdict of Object.values(ends))
    expect(told.value('station_sequences_completed_total', { batch: 'b1', result: verdict.toLowerCase() })).toBe(2);
  expect(told.value('station_sequence_duration_seconds_count', { batch: 'b1' })).toBe(6);
  expect(told.value('station_sequence_duration_seconds_bucket', { batch: 'b1', le: '300' })).toBe(6);
  expect(told.value('station_step_duration_seconds_count', { batch: 'b1' })).toBe(steps);
  expect(told.value('station_sync_queue_size')).toBe(6);
  expect(told.value('station_worker_frames_total', { batch: 'b1', lane: 'rec' })).toBeGreaterThan(steps);
  expect(told.value('station_worker_bad_frames_total', { batch: 'b1', lane: 'rec' })).toBe(0);
  expect(told.value('station_database_transactions_total')).toBeGreaterThan(6);
  // Codes of errors are all that may have come.
  expect(ownSeries(told) - ownSeries(first)).toBeLessThan(5);
  expect(told.series).toBeLessThan(2_000);
});

test('looks up how things are: batches, processes, clients, alarms', async () => {
  const { socket } = await station.subscribe();
  await eventually(async () => (await station.batch()).resources !== null, { what: 'figures of the process' });
  const { pid } = await station.batch();
  const executionId = await station.begin('SN-1', 'b1', { parameters: { work_ms: 4_000 } });
  await station.untilStep('before');
  const testing = await scrape();
  expect(testing.value('station_batches_running')).toBe(1);
  expect(testing.value('station_batch_up', { batch: 'b1' })).toBe(1);
  expect(testing.value('station_process_memory_bytes', { batch: 'b1' })).toBeGreaterThan(10 * 1024 ** 2);
  expect(testing.value('station_socket_clients')).toBe(1);
  expect(testing.value('station_alarms_active', { code: 'WORKER_DIED' })).toBe(0);
  socket.disconnect();
  process.kill(pid ?? 0, 'SIGKILL');
  await station.ended(executionId);
  const isRaised = async () => (await scrape()).value('station_alarms_active', { code: 'WORKER_DIED' }) === 1;
  await eventually(isRaised, { what: 'the alarm' });
  const after = await scrape();
  expect(after.value('station_worker_deaths_total', { batch: 'b1', class: 'killed' })).toBe(1);
  expect(after.value('station_alarms_total', { code: 'WORKER_DIED' })).toBe(1);
  expect(after.value('station_sequences_completed_total', { batch: 'b1', result: 'error' })).toBe(1);
  expect(after.value('station_errors_total', { batch: 'b1', code: 'WORKER_CRASHED' })).toBe(1);
});

test('alert rules and dashboard ask for nothing that is not told', async () => {
  const told = await scrape();
  const known = [...told.families].flatMap(([name, { samples }]) => [name, ...samples.map((sample) => sample.name)]);
  for (const file of ['alerts.yml', 'grafana-dashboard.json']) {
    const text = readFileSync(join(PROJECT_ROOT, 'deploy', file), 'utf8');
    const asked = new Set(text.match(/\b(station|process|nodejs)_[a-z_]+\b/g));
    expect(asked.size).toBeGreaterThan(5);
    for (const name of asked) expect(known, file).toContain(name);
  }
});
