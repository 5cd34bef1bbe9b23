import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { createServer as createTlsServer, Server as TlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { backendSchema } from '@neurohub/contracts/backend-config';
import type { RemoteStartAnswer } from '@neurohub/contracts/hub-live';
import type { BatchView } from '@neurohub/contracts/rest';
import { Server, type Socket } from 'socket.io';
import { afterEach, expect, it, vi } from 'vitest';
import { LiveLink } from './live-link.ts';
import { LiveStream } from './live-stream.ts';
import { AT, sampleBatch } from './sample-batch.ts';

let stack = new AsyncDisposableStack();
afterEach(async () => {
  await stack.disposeAsync();
  stack = new AsyncDisposableStack();
});

const fixture = (name: string) => join(import.meta.dirname, '../../../faultlab/fixtures/tls', name);

const soon = <T>(probe: () => T) => vi.waitFor(probe, 10_000);

type Heard = { event: string; payload: { seq: number; batches?: unknown[] } };

/** A hub that acknowledges as told, and keeps what it hears. */
async function hub(path = '/socket.io/', http: HttpServer | TlsServer = createServer()) {
  const io = new Server(http, { path, transports: ['websocket'] });
  const heard: Heard[] = [];
  const links: Socket[] = [];
  const last = () => heard.findLast(({ event }) => event === 'live_change')?.payload.seq ?? 0;
  let answer: (event: string, payload: Heard['payload']) => unknown = (event, { seq }) => ({
    success: true,
    data: { seq: event === 'live_resume' ? last() : (seq ?? 0) },
  });
  io.of('/station').on('connection', (socket) => {
    links.push(socket);
    socket.onAny((event: string, payload: Heard['payload'], acknowledge: (ack: unknown) => void) => {
      heard.push({ event, payload });
      void Promise.resolve(answer(event, payload)).then(acknowledge);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  stack.defer(() => io.close());
  const events = () => heard.map(({ event }) => event);
  const scheme = http instanceof TlsServer ? 'https' : 'http';
  const url = `${scheme}://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const answerWith = (how: typeof answer) => {
    answer = how;
  };
  return { io, url, heard, events, links, answerWith };
}

function station(url: string, more: Record<string, unknown> = {}) {
  const now: { batches: BatchView[] } = { batches: [sampleBatch()] };
  const stream = new LiveStream({
    ...{ stationId: 'st1', streamId: 's1', clock: { wallIso: () => AT } },
    ...{ batches: () => now.batches, alarms: () => [] },
  });
  const untold: RemoteStartAnswer[] = [];
  const parts = {
    ...{ config: backendSchema.parse({ url, ...more }), stream, random: () => 0 },
    remoteStarts: {
      ask: vi.fn(({ requestId }: { requestId: string }) => ({ requestId, outcome: 'asked' as const })),
      get untold() {
        return untold[0];
      },
      told: () => void untold.shift(),
    },
    handshake: async () => ({ stationId: 'st1', installId: '6f0a7d5e-0f51-4f3c-9d41-0c3d0f1b2a3c', apiKey: 'k' }),
    ...{ onRefused: vi.fn(), onPackageRefresh: vi.fn(), log: { info: vi.fn(), warn: vi.fn() } },
  };
  const link = stack.use(new LiveLink(parts));
  const change = (processState: BatchView['processState']) => {
    now.batches = [sampleBatch({ processState })];
    stream.touch();
  };
  return { link, change, untold, ...parts };
}

it('resumes where NeuroHub stands, and tells each change after the last was acknowledged', async () => {
  const { url, heard, events, links } = await hub();
  const { change, untold, link } = station(url);
  await soon(() => expect(events()).toEqual(['live_resume', 'live_change']));
  change('running');
  untold.push({ requestId: '11111111-1111-4111-8111-111111111111', outcome: 'expired' });
  await soon(() => expect(events().slice(2)).toEqual(['live_change', 'remote_start_answer']));
  expect(untold).toEqual([]);
  links[0]?.disconnect(true);
  await soon(() => expect(link.isConnected).toBe(false));
  change('idle');
  await soon(() => expect(events().slice(4)).toEqual(['live_resume', 'live_change']));
  expect(heard.filter(({ event }) => event === 'live_change').map(({ payload }) => payload.seq)).toEqual([1, 2, 3]);
});

it('tells everything to a NeuroHub that knows nothing of it, or finds a gap', async () => {
  const { url, events, answerWith } = await hub();
  const refuse = { success: false, error: { code: 'NOT_FOUND', message: 'unknown' } };
  answerWith((event, { seq }) => (event === 'live_snapshot' ? { success: true, data: { seq } } : refuse));
  const { change } = station(url);
  await soon(() => expect(events()).toEqual(['live_resume', 'live_snapshot']));
  change('running');
  await soon(() => expect(events().slice(2)).toEqual(['live_change', 'live_snapshot']));
});

it('has one message under way with a NeuroHub that hangs, and one change of all that happens meanwhile', async () => {
  const { url, heard, events, answerWith } = await hub();
  const { change } = station(url);
  await soon(() => expect(events()).toHaveLength(2));
  const held = Promise.withResolvers<unknown>();
  answerWith(() => held.promise);
  change('running');
  await soon(() => expect(events()).toHaveLength(3));
  for (let i = 0; i < 1000; i += 1) change(i % 2 ? 'running' : 'idle');
  change('stopped');
  held.resolve({ success: true, data: { seq: 2 } });
  await soon(() => expect(events()).toHaveLength(4));
  expect(heard[3]).toMatchObject({ event: 'live_change', payload: { seq: 3, batches: [{ processState: 'stopped' }] } });
});

it('answers what NeuroHub asks for, and nothing that it does not understand', async () => {
  const { url, events, links } = await hub();
  const { onPackageRefresh, remoteStarts } = station(url);
  await soon(() => expect(events()).toHaveLength(2));
  const requestId = '11111111-1111-4111-8111-111111111111';
  const ask = (event: string, payload: object) => links[0]?.timeout(2_000).emitWithAck(event, payload);
  const question = { requestId, by: 'Lee', batchId: 'b1', dut: { serialNumber: 'PCB-1' }, expiresAt: AT };
  links[0]?.emit('remote_start', { ...question, dut: 7 }, () => expect.unreachable());
  expect(await ask('remote_start', question)).toEqual({ requestId, outcome: 'asked' });
  expect(await ask('package_refresh', { requestId, by: 'Lee' })).toEqual({ requestId });
  expect([remoteStarts.ask.mock.calls.length, onPackageRefresh.mock.calls.length]).toEqual([1, 1]);
});

it('ends a line on which more is said than NeuroHub has to say, and opens another', async () => {
  const { url, events, links } = await hub();
  const { remoteStarts } = station(url);
  await soon(() => expect(events()).toHaveLength(2));
  links[0]?.emit('remote_start', 'x'.repeat(1024 * 1024));
  await soon(() => expect(links).toHaveLength(2));
  expect(remoteStarts.ask).not.toHaveBeenCalled();
});

it('tries for ever, says why it does not come in once, and comes in when it may', async () => {
  const { io, url, events } = await hub();
  let refusals = 0;
  io.of('/station').use((_socket, next) => {
    refusals += 1;
    if (refusals > 2) return next();
    next(Object.assign(new Error('x'), { data: { code: 'STATION_CLONED', message: 'another installation' } }));
  });
  const { onRefused, log } = station(url);
  await soon(() => expect(events()).toHaveLength(2));
  expect(onRefused).toHaveBeenCalledTimes(2);
  expect(log.warn).toHaveBeenCalledExactlyOnceWith(
    { problem: 'another installation', code: 'STATION_CLONED' },
    'no live link to NeuroHub',
  );
});

/** Gives what it was asked for. */
async function startProxy() {
  const tunnels: string[] = [];
  const proxy: HttpServer = createServer().on('connect', (request, client) => {
    tunnels.push(`${request.url} ${request.headers['proxy-authorization']}`);
    const [host, port] = (request.url ?? '').split(':');
    const server = connect(Number(port), host, () => client.write('HTTP/1.1 200 OK\r\n\r\n'));
    server.on('error', () => client.destroy()).pipe(client);
    client.on('error', () => server.destroy()).pipe(server);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  stack.defer(() => void proxy.close());
  return { tunnels, url: `http://user:secret@127.0.0.1:${(proxy.address() as AddressInfo).port}` };
}
const THROUGH = `Basic ${Buffer.from('user:secret').toString('base64')}`;

it('goes below the path of NeuroHub, and through a proxy', async () => {
  const { url, events } = await hub('/hub/socket.io/');
  const proxy = await startProxy();
  station(`${url}/hub`, { proxy: proxy.url });
  await soon(() => expect(events()).toEqual(['live_resume', 'live_change']));
  expect(proxy.tunnels).toEqual([`${new URL(url).host} ${THROUGH}`]);
});

it('believes a certificate of a known authority or of ca_file, and no other one, through a proxy too', async () => {
  const [key, cert] = ['key', 'cert'].map((part) => readFileSync(fixture(`station.${part}.pem`)));
  const { url, events } = await hub('/socket.io/', createTlsServer({ key, cert }));
  const unknown = station(url);
  await soon(() => expect(unknown.log.warn).toHaveBeenCalled());
  expect(unknown.log.warn.mock.calls[0]?.[0]).toMatchObject({ problem: expect.stringContaining('certificate') });
  await unknown.link[Symbol.asyncDispose]();
  const ca_file = fixture('station.cert.pem');
  const known = station(url, { ca_file });
  await soon(() => expect(events()).toHaveLength(2));
  await known.link[Symbol.asyncDispose]();
  const proxy = await startProxy();
  station(url, { ca_file, proxy: proxy.url });
  await soon(() => expect(events()).toHaveLength(4));
  expect(proxy.tunnels).toHaveLength(1);
});
