import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContentState } from '@neurohub/contracts/hub-sync';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WaitingContent } from '../storage/contents.ts';
import { ContentSender } from './content-sender.ts';
import type { HubRequest } from './hub-client.ts';
import { LaneCounts } from './lane-counts.ts';
import { type Outcome, problemOf } from './outcome.ts';

const BYTES = Buffer.from(Array.from({ length: 3_000_000 }, (_, i) => i % 253));
const sha256 = createHash('sha256').update(BYTES).digest('hex');
let folder: string;
let time: number;
let waiting: WaitingContent[];
let noted: string[];
let received: Buffer;
let parts: number[];
/** Instead of what a good backend does. */
let instead: (request: HubRequest) => Outcome<ContentState> | undefined;
let sender: ContentSender;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'content-'));
  await writeFile(join(folder, 'file'), BYTES);
  [time, noted, received, parts] = [0, [], Buffer.alloc(0), []];
  waiting = [{ executionId: 'e1', sha256, file: 'file', bytes: BYTES.length, attempts: 0 }];
  instead = () => undefined;
  sender = new ContentSender({
    ...{ stationId: 'S1', counts: new LaneCounts(), onSettled: () => undefined },
    clock: { wallIso: () => '2026-11-26T08:00:00.000Z', monotonicMs: () => time },
    client: { ask: async (request) => (instead(request) ?? backend(request)) as never },
    storage: {
      waitingContents: async () => waiting.slice(0, 1),
      contentPath: ({ file }) => join(folder, file),
      contentArrived: async () => {
        noted.push('arrived');
        waiting.shift();
      },
      contentFailed: async () => void noted.push('failed'),
      contentRefused: async ({ problem }) => {
        noted.push(problem.code);
        waiting.shift();
      },
    },
  });
});
afterEach(() => rm(folder, { recursive: true }));

const state = (): ContentState => ({ sha256, received: received.length, complete: received.equals(BYTES) });
function backend({ method, bytes, headers }: HubRequest): Outcome<ContentState> {
  if (method === 'PATCH') {
    expect(headers).toMatchObject({ 'x-content-offset': String(received.length), 'x-execution-id': 'e1' });
    received = Buffer.concat([received, bytes ?? Buffer.alloc(0)]);
    parts.push(bytes?.length ?? 0);
  }
  return { kind: 'ok', data: state() };
}

test('sends a file in parts from where it was, and never what is there already', async () => {
  received = Buffer.from(BYTES.subarray(0, 500_000));
  expect(await sender.turn()).toBe('more');
  expect([noted, received.equals(BYTES)]).toEqual([['arrived'], true]);
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(2_500_000);
  waiting = [{ executionId: 'e1', sha256, file: 'file', bytes: BYTES.length, attempts: 0 }];
  parts = [];
  expect([await sender.turn(), parts, await sender.turn()]).toEqual(['more', [], 'idle']);
});

test('parts get smaller on a slow line, and larger on a fast one', async () => {
  instead = ({ method }) => {
    if (method === 'PATCH') time += 6000;
    return undefined;
  };
  await sender.turn();
  expect(parts.slice(0, 3)).toEqual([1_048_576, 524_288, 262_144]);
});

test('goes on from where the backend says that it is', async () => {
  let isTold = false;
  instead = ({ method }) => {
    if (method !== 'PATCH' || isTold) return undefined;
    isTold = true;
    received = Buffer.from(BYTES.subarray(0, 1_000_000));
    return { kind: 'conflict', problem: problemOf('CONTENT_OFFSET', 'elsewhere'), details: { ...state() } };
  };
  expect(await sender.turn()).toBe('more');
  expect(noted).toEqual(['arrived']);
});

test.each<[string, Outcome<ContentState>, string[]]>([
  ['a lost connection', { kind: 'retry', problem: problemOf('BACKEND_UNREACHABLE', 'x') }, ['failed']],
  ['a backend that takes it for another file', { kind: 'poison', problem: problemOf('CONTENT_HASH', 'x') }, ['failed']],
  [
    'a file that can never be taken',
    { kind: 'poison', problem: problemOf('VALIDATION_ERROR', 'x') },
    ['VALIDATION_ERROR'],
  ],
])('%s', async (_what, outcome, expected) => {
  instead = ({ method }) => (method === 'PATCH' ? outcome : undefined);
  await sender.turn();
  expect(noted).toEqual(expected);
});

test('a file that is gone, or is not what it was, is refused here, and one that cannot be read now goes to the end', async () => {
  waiting = ['nothing', 'file', 'file'].map((file) => ({
    executionId: 'e1',
    sha256,
    file,
    bytes: BYTES.length,
    attempts: 0,
  }));
  await sender.turn();
  await writeFile(join(folder, 'file'), BYTES.subarray(1));
  await sender.turn();
  const altered = Buffer.from(BYTES).fill(1, 0, 10);
  await writeFile(join(folder, 'file'), altered);
  instead = ({ method }) =>
    method === 'PATCH' ? { kind: 'poison', problem: problemOf('CONTENT_HASH', 'x') } : undefined;
  await sender.turn();
  expect(noted).toEqual(['ATTACHMENT_NOT_FOUND', 'STORAGE_FAILED', 'CONTENT_HASH']);
  waiting = [{ executionId: 'e1', sha256, file: '.', bytes: 1, attempts: 0 }];
  await sender.turn().catch(() => noted.push('thrown'));
  expect(noted.at(-1)).not.toBe('arrived');
});
