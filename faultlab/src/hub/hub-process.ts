import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../harness/eventually.ts';
import { PROJECT_ROOT } from '../harness/index.ts';

/** One instance of NeuroHub, as a process of its own. */
export class HubProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hub-'));
  readonly #process: ChildProcess;
  #output = '';

  /** Starts it on a database, and waits until it is ready. */
  static async start(databaseUrl: string, args: readonly string[] = []): Promise<HubProcess> {
    const hub = new HubProcess(databaseUrl, args);
    await eventually(() => hub.#output.includes('ready  ') || !hub.isAlive, {
      timeoutMs: 60_000,
      what: 'a ready NeuroHub',
    });
    if (!hub.isAlive) throw new Error(`NeuroHub ended:\n${hub.#output}`);
    return hub;
  }

  private constructor(databaseUrl: string, args: readonly string[]) {
    const given = ['--port', '0', '--data-dir', this.#folder, '--database-url', databaseUrl, '--log-level', 'warning'];
    const entry = join(PROJECT_ROOT, 'neurohub/server/src/main.ts');
    this.#process = spawn(process.execPath, [entry, ...given, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: this.#folder, TMPDIR: this.#folder },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#output += chunk;
      });
  }

  get output(): string {
    return this.#output;
  }

  get address(): string {
    return /ready {2}(\S+)/.exec(this.#output)?.[1] ?? '';
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  /** Of `admin`; empty when another instance has made him. */
  get firstPassword(): string {
    return /with the password (\S+)/.exec(this.#output)?.[1] ?? '';
  }

  get isAlive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** As people end it. Gives the exit code. */
  async stop(): Promise<number | null> {
    if (this.isAlive) {
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
    return this.#process.exitCode;
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    if (!this.isAlive) return;
    this.#process.kill('SIGKILL');
    await once(this.#process, 'exit');
  }
}
