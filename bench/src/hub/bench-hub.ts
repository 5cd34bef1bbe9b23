import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A NeuroHub process with its own PostgreSQL in a folder of its own, as users run it. */
export class BenchHub implements AsyncDisposable {
  readonly address: string;
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #headers: Record<string, string>;

  static async start({ buildRoot, folder }: { buildRoot: string; folder: string }): Promise<BenchHub> {
    const entry = join(buildRoot, 'neurohub/server/dist/main.js');
    const args = [entry, '--data-dir', folder, '--port', '0', '--log-level', 'error'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const { address, password } = await untilReady(child);
    const body = JSON.stringify({ name: 'admin', password });
    const headers = { 'content-type': 'application/json', 'x-station-csrf': '1' };
    const signedIn = await fetch(`${address}/api/auth/login`, { method: 'POST', headers, body });
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return new BenchHub(child, { address, folder, headers: { ...headers, cookie } });
  }

  private constructor(
    child: ChildProcess,
    known: { address: string; folder: string; headers: Record<string, string> },
  ) {
    this.#process = child;
    this.address = known.address;
    this.#folder = known.folder;
    this.#headers = known.headers;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Holds a password. */
  get databaseUrl(): string {
    return (JSON.parse(readFileSync(join(this.#folder, 'running.json'), 'utf8')) as { databaseUrl: string })
      .databaseUrl;
  }

  /** Every process of its PostgreSQL. */
  postgresPids(): number[] {
    const first = Number(readFileSync(join(this.#folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
    const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === first);
    return [first, ...children.map(Number)];
  }

  /** Gives the key. */
  async enrol(id: string): Promise<string> {
    const body = JSON.stringify({ id });
    const answer = await fetch(`${this.address}/api/stations`, { method: 'POST', headers: this.#headers, body });
    return ((await answer.json()) as { data: { key: string } }).data.key;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    await ended;
  }
}

async function untilReady(child: ChildProcess): Promise<{ address: string; password: string }> {
  if (!child.stdout) throw new Error('nothing can be read of NeuroHub');
  let password = '';
  for await (const line of createInterface(child.stdout)) {
    password ||= /with the password (\S+)/.exec(line)?.[1] ?? '';
    const address = /^ready {2}(\S+)/.exec(line)?.[1];
    if (address) return { address, password };
  }
  throw new Error('NeuroHub ended before it was ready');
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
