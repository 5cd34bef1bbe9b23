import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const MISBEHAVING = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
let station: TestStation;

beforeAll(async () => {
  station = await TestStation.start({ packages: [MISBEHAVING] });
});
afterAll(() => station.dispose());

test('a subscription is answered with a snapshot of every batch', async () => {
  const { snapshot } = await station.subscribe();
  expect(snapshot.batches.map(({ id, processState }) => [id, processState])).toEqual([['b1', 'idle']]);
});

test('committed events carry the execution’s sequence numbers without a gap', async () => {
  const { progress, complete } = await station.subscribe();
  const executionId = await station.begin('SN-1');
  const closed = await eventually(() => complete.find((event) => event.executionId === executionId));
  const committed = progress.filter(({ kind }) => kind === 'ended' || kind === 'marker').map(({ seq }) => seq);
  expect(committed).toEqual(Array.from({ length: closed.seq }, (_, i) => i + 1));
  expect(closed.execution).toMatchObject({ id: executionId, verdict: 'PASS', lastSeq: closed.seq });
  expect(progress.every((event) => event.executionId === executionId)).toBe(true);
});

test('what was shown as ended is what is stored', async () => {
  const { progress } = await station.subscribe();
  const record = await station.ended(await station.begin('SN-2', 'b1', { parameters: { behaviour: 'fail' } }));
  await eventually(() => progress.filter(({ kind }) => kind === 'ended').length === record.steps.length);
  expect(progress.flatMap((event) => (event.kind === 'ended' ? [event.step] : []))).toEqual(record.steps);
});

test('a late subscriber sees the last execution with its steps', async () => {
  const record = await station.ended(await station.begin('SN-3'));
  const { snapshot } = await station.subscribe();
  expect(snapshot.batches[0]?.execution).toMatchObject({ id: record.id, verdict: 'PASS' });
  expect(snapshot.batches[0]?.execution?.steps.map(({ status }) => status)).toEqual(Array(4).fill('passed'));
});

test('an unknown batch and an unknown event are refused by name', async () => {
  const { socket } = await station.subscribe();
  expect(await socket.emitWithAck('subscribe', { batchIds: ['nope'] })).toMatchObject({
    success: false,
    error: { code: 'BATCH_NOT_FOUND' },
  });
  expect(await socket.emitWithAck('start', {})).toMatchObject({
    success: false,
    error: { code: 'UNKNOWN_MESSAGE_TYPE' },
  });
});

test.each([{ origin: 'https://evil.example' }, { host: 'evil.example' }])(
  'a socket with %o is refused',
  async (extraHeaders) => {
    const socket = io(station.address, { transports: ['websocket'], reconnection: false, extraHeaders });
    const refusal = await new Promise((resolve) => {
      socket.on('connect', () => resolve('connected'));
      socket.on('connect_error', () => resolve('refused'));
    });
    socket.close();
    expect(refusal).toBe('refused');
  },
);
