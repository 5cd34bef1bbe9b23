/**
 * What arrives at a backend that is killed, over a network that loses and doubles, from a station that is killed between an answer and
 * the note that it came: judged from outside, by database and ledger.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import { expect, onTestFinished, test } from 'vitest';
import { checkLedger } from '../src/checker/check-ledger.ts';
import { readStationDatabase } from '../src/checker/station-database.ts';
import { seededScript } from '../src/fault-proxy/fault-script.ts';
import { ANSWERS, type HttpFault } from '../src/fault-proxy/http-fault.ts';
import { HttpFaultProxy } from '../src/fault-proxy/http-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';
import { readLedger } from '../src/ledger/ledger-file.ts';

const EXECUTIONS = 8;
/** Faults strike signs of life as well: it goes on until one has made a result arrive twice. */
const MOST_EXECUTIONS = 60;

async function startBackend(file: string, port: number) {
  const entry = join(PROJECT_ROOT, 'faultlab/src/ledger/mock-backend-process.ts');
  const process_ = spawn(process.execPath, [entry, file, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  process_.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const said = await eventually(() => /ready (\d+)/.exec(output)?.[1], { what: 'a ready backend' });
  const kill = async () => {
    process_.kill('SIGKILL');
    await once(process_, 'exit');
  };
  return { port: Number(said), kill };
}

const FAULTS: HttpFault[] = [
  { kind: 'requestLost' },
  { kind: 'answerLost' },
  { kind: 'twice' },
  { kind: 'silence' },
  { kind: 'slowBody', everyMs: 0 },
  { kind: 'cutBody', afterBytes: 10 },
  ANSWERS.serverError(500),
  ANSWERS.tooMany('0'),
  ANSWERS.unauthorized(),
  ANSWERS.captivePortal(),
];

const config = (url: string) => `station: { id: TEST, name: Test station }
backend: { url: "${url}", api_key: any, sync_interval: 5, timeouts: { connect: 1, headers: 1, idle: 1, total: 3 } }
recovery: { max_retries: 100 }
batches:
  - { id: b1, sequence_package: steps_5, auto_start: true }
`;

test('every result arrives once, over a bad network, with backend and station killed on the way', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const ledgerFile = join(folder, 'ledger.jsonl');
  let backend = await startBackend(ledgerFile, 0);
  onTestFinished(() => backend.kill());
  const proxy = await HttpFaultProxy.start(backend.port);
  onTestFinished(() => proxy.close());
  const packages = [writeManyStepsPackage(folder, 5)];
  const env = { STATION_FAULT: 'service:after-hub-answer#3' };
  let station = await TestStation.start({ packages, build: 'faults', env, config: config(proxy.address) });
  onTestFinished(() => station.dispose());

  let deaths = 0;
  const goOn = async () => {
    if (station.isAlive) return;
    deaths += 1;
    await station.kill();
    await station.untilGone();
    station = await station.restart({ env: {} });
  };
  const hasDuplicate = () => readLedger(ledgerFile).some(({ effect }) => effect === 'duplicate');
  for (let i = 0; i < EXECUTIONS || (!hasDuplicate() && i < MOST_EXECUTIONS); i += 1) {
    if (i === 2) proxy.script.play([...FAULTS, ...seededScript(4711, { faults: FAULTS, count: 200, oneOf: 2 })]);
    if (i % 3 === 2) {
      await backend.kill();
      backend = await startBackend(ledgerFile, backend.port);
    }
    try {
      await station.untilState('idle');
      await station.ended(await station.begin(`SN-${i}`, 'b1', { parameters: { fails_at: i % 4 } }));
      await station.data('POST', '/api/system/sync/force');
    } catch (thrown) {
      if (station.isAlive) throw thrown;
    }
    await goOn();
  }
  const queue = await eventually(
    async () => {
      await goOn();
      const { queue } = await station.data<SyncStatus>('POST', '/api/system/sync/force');
      return queue.pending === 0 ? queue : null;
    },
    { everyMs: 100, timeoutMs: 50_000, what: 'an empty queue' },
  );
  expect(queue).toMatchObject({ pending: 0, quarantined: 0, bytes: 0 });
  await station.stop();

  const ledger = readLedger(ledgerFile);
  const stored = readStationDatabase(station.dataDir);
  expect(checkLedger(ledger, stored, { drained: true })).toEqual([]);
  expect(ledger.filter(({ effect }) => effect === 'new').length).toBe(stored.executions.length);
  expect(
    ledger.some(({ effect }) => effect === 'duplicate'),
    'the checker had something to judge',
  ).toBe(true);
  expect(deaths).toBe(1);
  expect(new Set(proxy.struck.map(({ fault }) => fault.kind)).size).toBeGreaterThanOrEqual(5);
  const [first, ...others] = ledger.filter(({ effect }) => effect === 'new');
  const findings = checkLedger(others, stored, { drained: true });
  const missing = (first?.payload as { id: string } | undefined)?.id;
  expect(findings).toMatchObject([{ kind: 'resultNotSent', executionId: missing }]);
});
