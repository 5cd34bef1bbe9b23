/** A real NeuroHub process with its own PostgreSQL, in a folder of its own, that can be killed in all its parts. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildRoot } from '../harness/build-root.ts';
import { eventually } from '../harness/eventually.ts';

const READY = /ready {2}(\S+)/;
const PASSWORD = /sign in as "(\S+)" with the password (\S+)/;

export class FleetHub {
  readonly folder: string;
  #process: ChildProcess | null = null;
  #output = '';
  #address = '';
  #cookie = '';
  #password = '';

  /** @param folder is made; on a disk, since a database in memory would flatter the figures */
  static async start(folder: string): Promise<FleetHub> {
    mkdirSync(folder, { recursive: true });
    const hub = new FleetHub(folder);
    await hub.start();
    return hub;
  }

  private constructor(folder: string) {
    this.folder = folder;
  }

  get address(): string {
    return this.#address;
  }

  get port(): number {
    return Number(new URL(this.#address).port);
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  /** Of the first process of PostgreSQL. */
  get postgresPid(): number {
    return Number(readFileSync(join(this.folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  }

  /** Holds a password. */
  get databaseUrl(): string {
    return (JSON.parse(readFileSync(join(this.folder, 'running.json'), 'utf8')) as { databaseUrl: string }).databaseUrl;
  }

  /** Starts the process, and waits until it is ready. */
  async start(): Promise<void> {
    const entry = join(buildRoot('release'), 'neurohub/server/dist/main.js');
    this.#output = '';
    const args = ['--data-dir', this.folder, '--port', '0', '--log-level', 'error'];
    this.#process = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#output += chunk;
      });
    await eventually(() => READY.test(this.#output) || !this.isAlive, { timeoutMs: 60_000, what: 'a ready NeuroHub' });
    this.#address = READY.exec(this.#output)?.[1] ?? '';
    if (!this.#address) throw new Error(`NeuroHub ended:\n${this.#output}`);
    this.#password ||= PASSWORD.exec(this.#output)?.[2] ?? '';
  }

  /** Waits until it and its PostgreSQL work, whatever had been killed. */
  async untilReady(): Promise<void> {
    const isReady = async () => (await fetch(`${this.#address}/api/health/ready`)).ok;
    await eventually(isReady, { timeoutMs: 60_000, everyMs: 100, what: 'NeuroHub and its PostgreSQL' });
  }

  get isAlive(): boolean {
    return this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Enrols a station and gives its key; of one that is enrolled already a new one. */
  async enrol(id: string, path = '/api/stations', body: object | undefined = { id }): Promise<string> {
    if (!this.#cookie) await this.#signIn();
    const answer = await this.#post(path, body);
    const { data, error } = (await answer.json()) as { data?: { key: string }; error?: { message: string } };
    if (!data) throw new Error(`${id} was not enrolled: ${error?.message}`);
    return data.key;
  }

  /** The key before it counts no more. */
  newKey(id: string): Promise<string> {
    return this.enrol(id, `/api/stations/${id}/key`, undefined);
  }

  /** Its key counts no more. */
  async revoke(id: string): Promise<void> {
    const { ok, status } = await this.#send('DELETE', `/api/stations/${id}/key`, undefined);
    if (!ok) throw new Error(`the key of ${id} was not revoked: ${status}`);
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** As a machine that loses its power would end it; its PostgreSQL is left to itself. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** The first process of PostgreSQL, at once: the others see that and end. One that is down already is left alone. */
  killPostgres(): void {
    try {
      process.kill(this.postgresPid, 'SIGKILL');
    } catch (thrown) {
      if (!['ESRCH', 'ENOENT'].includes(String((thrown as NodeJS.ErrnoException).code))) throw thrown;
    }
  }

  /** A copy of all its data, for a NeuroHub that is stopped. */
  copyTo(folder: string): void {
    // With the owners of all files: as root PostgreSQL has another one.
    execFileSync('cp', ['-a', this.folder, folder]);
  }

  /** Puts a copy in the place of its data, for a NeuroHub that is stopped. */
  putBack(folder: string): void {
    rmSync(this.folder, { recursive: true });
    execFileSync('cp', ['-a', folder, this.folder]);
  }

  async #signIn(): Promise<void> {
    const answer = await this.#post('/api/auth/login', { name: 'admin', password: this.#password });
    this.#cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    if (!answer.ok) throw new Error(`admin cannot sign in: ${await answer.text()}`);
  }

  #post(path: string, body: object | undefined): Promise<Response> {
    return this.#send('POST', path, body);
  }

  #send(method: string, path: string, body: object | undefined): Promise<Response> {
    return fetch(`${this.#address}${path}`, {
      method,
      headers: {
        ...{ 'x-station-csrf': '1', cookie: this.#cookie },
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    if (!child || !this.isAlive) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}
