import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import type { BatchView } from '@neurohub/contracts/rest';

export interface BenchStationOptions {
  buildRoot: string;
  /** Holds station.yaml, sequences/ and, afterwards, data/. */
  folder: string;
  env?: Record<string, string>;
  /** A program with its arguments that runs the service, such as strace. It must leave the service's process id to the service. */
  under?: readonly string[];
}

/** A station process, driven by its public interfaces. Ends with `close()`. */
export class BenchStation implements AsyncDisposable {
  readonly address: string;
  readonly #process: ChildProcess;

  /** Resolves at the line that says ready. @throws with what it printed when it ends instead. */
  static async start({ buildRoot, folder, env, under = [] }: BenchStationOptions): Promise<BenchStation> {
    const service = [
      join(buildRoot, 'station-service/dist/main.js'),
      '--config',
      join(folder, 'station.yaml'),
      '--port',
      '0',
    ];
    const [program = '', ...args] = [...under, process.execPath, ...service];
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      // The sockets of the workers need a short path.
      env: { PATH: process.env['PATH'], HOME: folder, TMPDIR: tmpdir(), ...env },
    });
    return new BenchStation(child, await readyAddress(child));
  }

  private constructor(child: ChildProcess, address: string) {
    this.#process = child;
    this.address = address;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** The data of a good answer. @throws with code and message of a bad one. */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.address}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = (await response.json()) as { data?: T; error?: { code: string; message: string } };
    if (answer.error) throw new Error(`${method} ${path}: ${answer.error.code} ${answer.error.message}`);
    return answer.data as T;
  }

  batches(): Promise<BatchView[]> {
    return this.request('GET', '/api/batches');
  }

  /** Starts an execution and gives its id. */
  async begin(batchId: string, serialNumber: string): Promise<string> {
    const answer = await this.request<{ executionId: string }>('POST', `/api/batches/${batchId}/sequence/start`, {
      dut: { serialNumber },
    });
    return answer.executionId;
  }

  result(executionId: string): Promise<ExecutionRecord> {
    return this.request('GET', `/api/results/${executionId}`);
  }

  /** Ends the station as a user does. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'close');
    this.#process.kill('SIGTERM');
    await ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function readyAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    if (child.stdout)
      createInterface(child.stdout).on('line', (line) => {
        output += `${line}\n`;
        const address = /^ready {2}(\S+)/.exec(line)?.[1];
        if (address) resolve(address);
      });
    child.once('error', reject);
    child.once('close', (code, signal) => reject(new Error(`the station ended with ${code ?? signal}:\n${output}`)));
  });
}
