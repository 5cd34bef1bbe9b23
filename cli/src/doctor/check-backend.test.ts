import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { checkBackend } from './check-backend.ts';
import { examinedConfigSchema, type RunningStation } from './examined.ts';

const config = (url?: string) =>
  examinedConfigSchema.parse({
    ...{ server: { host: '127.0.0.1', port: 1 }, paths: { sequences_dir: 's', data_dir: 'd' }, batches: [] },
    ...{ storage: { min_free_mb: 1 }, station: { id: 'S1' } },
    ...(url !== undefined && { backend: { url, api_key: '${HUB_KEY}' } }),
  });

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const hub = (date = new Date()) =>
  serve(({ headers, url }, answer) => {
    const isKnown = headers['x-api-key'] === 'right' && url?.startsWith('/api/stations/S1/ledger');
    const body = isKnown
      ? { success: true, data: {} }
      : { success: false, error: { code: 'STATION_UNKNOWN', message: 'who is that?' } };
    answer.writeHead(isKnown ? 200 : 401, { date: date.toUTCString() }).end(JSON.stringify(body));
  });
const check = (url?: string, key = 'right', running: RunningStation | null = null) =>
  checkBackend(config(url), running, { HUB_KEY: key });
const warning = (text: string) => [
  { level: 'warning', message: expect.stringContaining(text), fix: expect.any(String) },
];

it('finds a NeuroHub that does not answer, is none, does not take the key, or has another time', async () => {
  expect(await check()).toMatchObject([{ level: 'ok' }]);
  expect(await check(await hub())).toMatchObject([{ level: 'ok', message: expect.stringContaining('takes the key') }]);
  expect(await check('http://127.0.0.1:1')).toMatchObject(warning('does not answer'));
  expect(await check(await hub(), 'wrong')).toMatchObject(warning('who is that?'));
  expect(await check(await serve((_, answer) => answer.writeHead(404).end()))).toMatchObject(warning('is no NeuroHub'));
  expect((await check(await hub(new Date('2020-01-01')))).slice(1)).toMatchObject(warning('differ by'));
});

it('believes a station that runs, and tells what it has to say', async () => {
  const queue = { pending: 7, pendingContents: 0, quarantined: 2, oldestAt: null, bytes: 0 };
  const problem = { code: 'BACKEND_UNREACHABLE', message: 'certificate has expired', next: 'Call IT.' };
  const running = (sync: object) => ({ told: { version: '1', batches: [], sync } }) as unknown as RunningStation;
  expect(await check('http://127.0.0.1:1', '', running({ state: 'online', problem: null, queue }))).toMatchObject([
    { level: 'ok', message: expect.stringContaining('7 results wait') },
    ...warning('2 results were refused'),
  ]);
  expect(await check(await hub(), '', running({ state: 'retrying', problem, queue }))).toMatchObject([
    { level: 'warning', message: expect.stringContaining('certificate has expired'), fix: 'Call IT.' },
    { level: 'warning' },
  ]);
});
