/** A real NeuroHub on a database of its own, and somebody who talks to it as browsers and stations do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HeartbeatBody } from '@neurohub/contracts/hub-sync';
import { testDatabase } from '../src/database/test-database.ts';
import { Hub } from '../src/hub.ts';
import type { HubOptions } from '../src/hub-options.ts';

export const OPTIONS: HubOptions = {
  ...{ host: '127.0.0.1', port: 0, dataDir: '/nowhere', databaseUrl: undefined, hostNames: [], trustedProxies: [] },
  ...{ tls: undefined, openViewing: false, metricsToken: undefined, logLevel: 'error', logFormat: 'text' },
};

/** One or more instances on one database; the first one's password is that of `admin`. */
export async function openHubs(count: number, options: Partial<HubOptions> = {}) {
  const undo = new AsyncDisposableStack();
  const { url } = undo.use(await testDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'hub-'));
  undo.defer(() => rm(dataDir, { recursive: true }));
  const hubs: Hub[] = [];
  for (let opened = 0; opened < count; opened += 1) {
    const hub = await Hub.open({ ...OPTIONS, dataDir, databaseUrl: url, ...options });
    undo.defer(() => hub.close());
    hubs.push(hub);
  }
  const password = hubs[0]?.firstPassword ?? '';
  return { hubs, url, password, [Symbol.asyncDispose]: () => undo.disposeAsync() };
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  data: any;
  code: string | undefined;
  headers: Headers;
}

/** Speaks for one browser or station; keeps its cookie, as a browser does. */
export class Speaker {
  readonly #headers: Record<string, string>;
  readonly #address: string;

  constructor(address: string, headers: Record<string, string> = {}) {
    this.#address = address;
    this.#headers = { ...headers };
  }

  /** The same one at another instance. */
  at(address: string): Speaker {
    return new Speaker(address, this.#headers);
  }

  async ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#address}${path}`, {
      method,
      headers: {
        ...{ 'x-station-csrf': '1', ...this.#headers, ...headers },
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie) this.#headers['cookie'] = cookie.split(';')[0] ?? '';
    const text = await response.text();
    const answer = text.startsWith('{') ? JSON.parse(text) : { data: text };
    return { status: response.status, data: answer.data, code: answer.error?.code, headers: response.headers };
  }

  /** Sends bytes. */
  async send(
    method: string,
    path: string,
    body: Buffer,
    headers: Record<string, string>,
  ): Promise<Omit<Answer, 'headers'>> {
    const all = { 'x-station-csrf': '1', ...this.#headers, ...headers };
    const response = await fetch(`${this.#address}${path}`, { method, headers: all, body });
    const { data, error } = (await response.json()) as { data?: unknown; error?: { code: string } };
    return { status: response.status, data, code: error?.code };
  }

  /** Gets bytes. */
  async bytes(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(`${this.#address}${path}`, { headers: { ...this.#headers, ...headers } });
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  async signIn(name: string, password: string): Promise<this> {
    const { status, code } = await this.ask('POST', '/api/auth/login', { name, password });
    if (status !== 200) throw new Error(`${name} cannot sign in: ${code}`);
    return this;
  }
}

export const INSTALL_A = '0b8a4a3e-7a43-4a53-9a38-6a2b5a5a0001';
export const INSTALL_B = '0b8a4a3e-7a43-4a53-9a38-6a2b5a5a0002';

export const heartbeat = (changed: Partial<HeartbeatBody> = {}): HeartbeatBody => ({
  ...{ protocol: 1, installId: INSTALL_A, at: new Date().toISOString(), version: '0.1.0', name: 'Line 1' },
  ...{ startedAt: '2026-11-26T08:00:00.000Z', status: 'healthy', lastSeq: 4, batches: [] },
  queue: { pending: 3, pendingContents: 0, quarantined: 0, oldestAt: null, bytes: 10 },
  auditHead: { number: 9, hash: 'a'.repeat(64) },
  disk: { freeBytes: 1e9, totalBytes: 2e9 },
  ...changed,
});
