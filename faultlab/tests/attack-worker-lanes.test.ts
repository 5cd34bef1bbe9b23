import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Publisher, Request } from 'zeromq';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

/** Any number of deaths is replaced at once: which of the two workers an attack meets is left to chance. */
const CONFIG = `station: { id: TEST, name: Test station }
recovery: { max_retries: 20, backoff_base: 0.01 }
batches:
  - { id: b1, sequence_package: misbehaving_v1, auto_start: true }
  - { id: b2, sequence_package: misbehaving_v1, auto_start: true }
`;
const HELLO = {
  ...{ type: 'HELLO', protocolVersion: 1, batchId: 'b1', epoch: 1, token: 'x'.repeat(48), pid: 1 },
  packageHash: 'a'.repeat(64),
};
const RECORD = {
  ...{ type: 'RECORD', executionId: randomUUID(), epoch: 99, firstSeq: 1 },
  events: [{ type: 'executionStarted', at: new Date().toISOString() }],
};
let station: TestStation;
let serial = 0;

beforeAll(async () => {
  const packages = [join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1')];
  station = await TestStation.start({ packages, config: CONFIG });
});
afterAll(() => station.dispose());
beforeEach(async () => {
  for (const id of ['b1', 'b2']) {
    const { processState } = await station.batch(id);
    if (processState === 'stopped') await station.data('POST', `/api/batches/${id}/start`);
    await station.untilState('idle', id);
  }
});

/** The private folder of one of the two workers. */
function laneFolder(): string {
  const runtime = readdirSync(station.folder).find((name) => name.startsWith('run-')) ?? '';
  const [folder = ''] = readdirSync(join(station.folder, runtime)).filter((name) => name.startsWith('neurohub-'));
  return join(station.folder, runtime, folder);
}

/** Runs one execution on each batch, attacks one worker meanwhile; gives how they ended, attacked or not. */
async function endings(attack: () => Promise<void>): Promise<string[]> {
  serial += 1;
  const parameters = { work_ms: 300 };
  const ids = [];
  for (const id of ['b1', 'b2']) ids.push(await station.begin(`SN-${serial}-${id}`.toUpperCase(), id, { parameters }));
  await attack();
  const records = await Promise.all(ids.map((id) => station.ended(id)));
  return records.map(({ verdict, endReason }) => `${verdict} ${endReason}`).sort();
}

async function ask(frame: string | Buffer): Promise<string> {
  const socket = new Request({ linger: 0, receiveTimeout: 5_000 });
  socket.connect(`ipc://${join(laneFolder(), 'rec')}`);
  await socket.send(frame);
  const [answer] = await socket.receive();
  socket.close();
  return String(answer);
}

async function tell(frames: Buffer[]): Promise<void> {
  const socket = new Publisher({ linger: 500 });
  const events = socket.events;
  const joined = new Promise((resolve) => events.on('handshake', resolve));
  socket.connect(`ipc://${join(laneFolder(), 'pub')}`);
  await joined;
  // The subscription follows the handshake on the same line.
  await eventually(async () => {
    for (const frame of frames) await socket.send(frame);
    const states = await Promise.all(['b1', 'b2'].map((id) => station.batch(id)));
    return states.some(({ processState }) => processState !== 'running');
  });
  socket.close();
}

test('the sockets of a worker are in a folder nobody else can enter', () => {
  expect(statSync(laneFolder()).mode & 0o777).toBe(0o700);
});

test.each([
  ['a HELLO with a wrong token', HELLO],
  ['a RECORD of another epoch', RECORD],
])('%s is fenced off and disturbs nobody', async (_, message) => {
  const ended = await endings(async () => expect(await ask(JSON.stringify(message))).toContain('FENCED'));
  expect(ended).toEqual(['PASS completed', 'PASS completed']);
});

test.each([
  ['text that is no JSON', Buffer.from('{{{')],
  ['bytes', randomBytes(1_000)],
  ['megabytes of brackets', Buffer.alloc(7 * 1024 ** 2, '[')],
  ['a message without its fields', Buffer.from('{"type":"RECORD"}')],
])('%s on the record lane ends that worker only, and honestly', async (_, frame) => {
  const ended = await endings(async () => expect(await ask(frame)).toContain('PROTOCOL_ERROR'));
  expect(ended).toEqual(['ERROR crashed', 'PASS completed']);
});

test('ten thousand frames of garbage on the telemetry lane end that worker only', async () => {
  const frames = Array.from({ length: 10_000 }, () => randomBytes(50));
  expect(await endings(() => tell(frames))).toEqual(['ERROR crashed', 'PASS completed']);
});
