/** What strangers may send: every route and every socket event has to refuse it in one way, and nothing may be disturbed. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ERRORS } from '@neurohub/contracts/errors';
import { CLIENT_EVENTS } from '@neurohub/contracts/events';
import { failureSchema } from '@neurohub/contracts/rest';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const PACKAGE = join(PROJECT_ROOT, 'faultlab/fixtures/prompting_v1');
const CONFIG = `station: { id: TEST, name: Test station }
batches:
  - { id: b1, sequence_package: prompting_v1, auto_start: true }
  - { id: b2, sequence_package: prompting_v1 }
`;
/** Routes whose good bodies would end what the others need. */
const HARMFUL = /\/(stop|restart|kill|discard)$/;
/** Names that real bodies have, so that it gets past the first door now and then. */
const KEYS = [
  'dut',
  'serialNumber',
  'parameters',
  'operator',
  'mode',
  'steps',
  'hardware',
  'command',
  'params',
  'answer',
];
const MORE_KEYS = [
  'commandId',
  'reason',
  'limits',
  'version',
  'packageHash',
  '__proto__',
  'constructor',
  'batchIds',
  'promptId',
];
const ODD_IDS = [
  'b1',
  'b2',
  'b3',
  '__proto__',
  'constructor',
  '%00',
  '..%2f..%2fetc',
  '%ed%a0%80',
  'a'.repeat(99),
  '%F0%9F%92%A9',
];

let station: TestStation;
beforeAll(async () => {
  station = await TestStation.start({ packages: [PACKAGE], config: CONFIG });
  await station.untilState('idle');
});
afterAll(() => station.dispose());

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'b1',
    'SN-1',
    'production',
    randomUUID(),
    -0,
    1e308,
    2 ** 53,
    '\u0000',
    '\ud800',
    'x'.repeat(5_000),
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.double(),
);
const key = fc.constantFrom(...KEYS, ...MORE_KEYS);
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6 }),
  ),
}));

async function operations(): Promise<{ method: string; path: string }[]> {
  const answer = await fetch(`${station.address}/api/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
}

test('no body, no id and no query makes the station stumble, and each refusal has a code that is known', async () => {
  const all = (await operations()).filter(({ path }) => !HARMFUL.test(path));
  expect(all.length).toBeGreaterThan(25);
  const id = fc.constantFrom(...ODD_IDS, randomUUID());
  const query = fc.constantFrom(
    '',
    '?limit=-1',
    '?limit=1e9',
    '?cursor=%00',
    '?from=x&to=y',
    '?__proto__=1',
    '?limit=1&limit=2',
    '?verdict[]=PASS',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...all),
      id,
      query,
      fc.json({ maxDepth: 2 }),
      json,
      async (operation, oddId, asked, text, body) => {
        const { method, path } = operation;
        const url = `${station.address}${path.replaceAll(/\{\w+\}/g, oddId)}${asked}`;
        const sent = body === undefined ? text : JSON.stringify(body);
        const response = await fetch(url, {
          method,
          ...(method !== 'GET' && { headers: { 'content-type': 'application/json' }, body: sent }),
        });
        const answer = await response.text();
        if (response.ok) return;
        const { error } = failureSchema.parse(JSON.parse(answer));
        expect(Object.keys(ERRORS), answer).toContain(error.code);
        expect(error.code, `${method} ${url} ${sent}: ${answer}`).not.toBe('INTERNAL_ERROR');
      },
    ),
    { numRuns: 600 },
  );
  expect(station.isAlive).toBe(true);
}, 60_000);

test('no event on the socket makes the station stumble', async () => {
  const { socket } = await station.subscribe();
  const event = fc.constantFrom(...Object.keys(CLIENT_EVENTS), '__proto__', 'toString', 'x');
  // Half of them for a batch that exists, so that they get past the first door.
  const aimed = fc.oneof(
    json,
    json.map((more) => ({ ...(more as object | null), batchId: 'b1' })),
  );
  await fc.assert(
    fc.asyncProperty(event, aimed, async (name, payload) => {
      const answer = (await socket.timeout(5_000).emitWithAck(name, payload)) as {
        success: boolean;
        error?: { code: string };
      };
      if (!answer.success) expect(answer.error?.code).not.toBe('INTERNAL_ERROR');
    }),
    { numRuns: 600 },
  );
  expect(station.isAlive).toBe(true);
});

test('whatever was sent before, the next unit is tested as ever', async () => {
  const { execution } = await station.batch();
  if (execution && !execution.endReason) {
    await station.request('POST', '/api/batches/b1/sequence/stop');
    await station.ended(execution.id);
  }
  await station.untilState('idle');
  const record = await station.ended(await station.begin('SN-9', 'b1', { parameters: { ask: 'default' } }));
  expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
});
