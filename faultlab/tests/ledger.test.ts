/**
 * What arrives at a backend that dies, over a network that loses and doubles, judged by database and ledger. The station sends nothing
 * by itself yet: a plain sender of the outbox, written for this test, shows that backend, proxy and checker do their work.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkLedger } from '../src/checker/check-ledger.ts';
import { readStationDatabase, type StoredStation } from '../src/checker/station-database.ts';
import { seededScript } from '../src/fault-proxy/fault-script.ts';
import { ANSWERS, type HttpFault } from '../src/fault-proxy/http-fault.ts';
import { HttpFaultProxy } from '../src/fault-proxy/http-fault-proxy.ts';
import { eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';
import { readLedger, type SentRecord } from '../src/ledger/ledger-file.ts';

const EXECUTIONS = 8;
let folder: string;
let ledgerFile: string;
let stored: StoredStation;
/** Each closed execution as its outbox row and the record that REST gave of it. */
let outgoing: SentRecord[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  const station = await TestStation.start({ packages: [writeManyStepsPackage(folder, 5)] });
  const records = new Map<string, ExecutionRecord>();
  await station.untilState('idle');
  for (let i = 0; i < EXECUTIONS; i += 1) {
    const record = await station.ended(await station.begin(`SN-${i}`, 'b1', { parameters: { fails_at: i % 4 } }));
    records.set(record.id, record);
    await station.untilState('idle');
  }
  await station.stop();
  stored = readStationDatabase(station.dataDir);
  await station.dispose();
  outgoing = stored.executions.flatMap(({ id, outbox }) =>
    outbox.map((row) => ({
      id: row.id,
      stationSeq: row.stationSeq,
      kind: 'execution' as const,
      payload: records.get(id),
    })),
  );
});
beforeEach(() => {
  ledgerFile = join(folder, `${expect.getState().currentTestName}.jsonl`);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function startBackend(port: number) {
  const entry = join(PROJECT_ROOT, 'faultlab/src/ledger/mock-backend-process.ts');
  const process_ = spawn(process.execPath, [entry, ledgerFile, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
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

/** Sends again until the answer names the id; anything else is not an answer. Gives how often it was sent. */
async function sendUntilKept(address: string, record: SentRecord): Promise<number> {
  for (let times = 1; ; times += 1) {
    if (times > 100) throw new Error(`${record.id} was sent 100 times`);
    if ((await idsOfAnswer(address, record)).includes(record.id)) return times;
    await pause(2);
  }
}

async function idsOfAnswer(address: string, record: SentRecord): Promise<string[]> {
  try {
    const body = JSON.stringify({ station: 'S1', records: [record] });
    const patience = AbortSignal.timeout(500);
    const answer = await fetch(`${address}/api/results`, { method: 'POST', body, signal: patience });
    if (!answer.ok) return [];
    const { data } = (await answer.json()) as { data: { accepted: string[]; duplicates: string[] } };
    return [...data.accepted, ...data.duplicates];
  } catch {
    // Nothing is known of it: it is sent again under the same id.
    return [];
  }
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

test('every result arrives once, however often it is sent, over a bad network to a backend that is killed', async () => {
  let backend = await startBackend(0);
  const proxy = await HttpFaultProxy.start(backend.port);
  proxy.script.play([...FAULTS, ...seededScript(4711, { faults: FAULTS, count: 200, oneOf: 2 })]);
  let times = 0;
  for (const [i, record] of outgoing.entries()) {
    if (i % 3 === 2) {
      const sending = sendUntilKept(proxy.address, record);
      await backend.kill();
      backend = await startBackend(backend.port);
      times += await sending;
    } else times += await sendUntilKept(proxy.address, record);
  }
  await backend.kill();
  await proxy.close();
  const ledger = readLedger(ledgerFile);
  expect(checkLedger(ledger, stored, { drained: true })).toEqual([]);
  expect(ledger.filter(({ effect }) => effect === 'new')).toHaveLength(EXECUTIONS);
  expect(ledger.some(({ effect }) => effect === 'duplicate')).toBe(true);
  expect(new Set(proxy.struck.map(({ fault }) => fault.kind)).size).toBeGreaterThanOrEqual(7);
  expect(times).toBeGreaterThan(EXECUTIONS);
});

test('a sender that takes a lost answer for a kept one, and one that makes a new id, are found', async () => {
  const backend = await startBackend(0);
  const address = `http://127.0.0.1:${backend.port}`;
  const [missing, doubled, ...rest] = outgoing;
  if (!missing || !doubled) throw new Error('no results');
  for (const record of [doubled, { ...doubled, id: 'made-again' }, ...rest]) await sendUntilKept(address, record);
  await backend.kill();
  const findings = checkLedger(readLedger(ledgerFile), stored, { drained: true });
  expect(findings.map(({ kind }) => kind).toSorted()).toEqual(['resultDoubled', 'resultNotSent', 'resultUnknown']);
  expect(findings[0]?.executionId).toBe((missing.payload as ExecutionRecord).id);
});
