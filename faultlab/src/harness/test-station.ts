import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SequenceComplete, Snapshot, StepProgress, SubscribeAnswer } from '@neurohub/contracts/events';
import type { Alarm, ExecutionRecord } from '@neurohub/contracts/record';
import type { AlarmsPage, BatchView, ResultsPage, StartSequenceBody } from '@neurohub/contracts/rest';
import { io, type Socket } from 'socket.io-client';
import { type BuildKind, buildRoot } from './build-root.ts';
import { eventually } from './eventually.ts';
import { processesOf } from './processes.ts';

export interface StationOptions {
  /** Text of station.yaml. Default: one batch, `b1`, with the first package. */
  config?: string;
  /** Folders of sequence packages to install; their last path part is their name. */
  packages: string[];
  build?: BuildKind;
  env?: Record<string, string>;
  /** Continue in this folder instead of a new one: a restart. */
  folder?: string;
  args?: string[];
  /** The Node that runs the station and its workers. @default this one */
  node?: string;
}

/** One station process in a folder of its own. */
export class TestStation {
  readonly folder: string;
  readonly process: ChildProcess;
  readonly #options: StationOptions;
  readonly #marker: string;
  #output = '';
  #address = '';
  #sockets: Socket[] = [];

  /** Starts the station and waits until it is ready. */
  static async start(options: StationOptions): Promise<TestStation> {
    const station = new TestStation(options);
    await station.#untilReady();
    return station;
  }

  /** Starts the process without waiting: for stations that are not meant to get ready. */
  constructor(options: StationOptions) {
    this.#options = options;
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'station-'));
    this.#marker = `STATION_TEST_MARKER=${randomBytes(8).toString('hex')}`;
    if (!options.folder) this.#furnish();
    const [name = '', value = ''] = this.#marker.split('=');
    // Workers inherit TMPDIR, and with it the marker by which the test finds whoever is left.
    const runtime = join(this.folder, `run-${value}`);
    mkdirSync(runtime, { recursive: true });
    this.process = spawn(options.node ?? process.execPath, [this.#entry, ...this.#args()], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], HOME: this.folder, TMPDIR: runtime, [name]: value, ...options.env },
    });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        this.#output += chunk;
      });
  }

  /** What it was given besides. */
  get env(): Readonly<Record<string, string>> {
    return this.#options.env ?? {};
  }

  get output(): string {
    return this.#output;
  }

  get address(): string {
    return this.#address;
  }

  get dataDir(): string {
    return join(this.folder, 'data');
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** False once the service has ended, however it did. */
  get isAlive(): boolean {
    return this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Sends a request and gives the parsed answer with its status. */
  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(`${this.#address}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: JSON.parse(text) as {
        success: boolean;
        data?: unknown;
        error?: { code: string; message: string; details?: Record<string, unknown> };
      },
    };
  }

  /** The data of a good answer. @throws with code and message of a bad one. */
  async data<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { body: answer } = await this.request(method, path, body);
    if (answer.success) return answer.data as T;
    throw new Error(`${method} ${path}: ${answer.error?.code} ${answer.error?.message}`);
  }

  batch(id = 'b1'): Promise<BatchView> {
    return this.data('GET', `/api/batches/${id}`);
  }

  /** Waits until the batch is in this state of its process. */
  async untilState(state: BatchView['processState'], id = 'b1'): Promise<BatchView> {
    return eventually(async () => ((await this.batch(id)).processState === state ? this.batch(id) : null), {
      what: `batch ${id} ${state}`,
    });
  }

  /** Waits until the process of the batch is gone, and whatever follows is decided. */
  async untilDown(id = 'b1'): Promise<BatchView> {
    return eventually(
      async () => {
        const batch = await this.batch(id);
        const isDown = ['stopped', 'locked-out'].includes(batch.processState) || batch.recovery !== null;
        return isDown ? batch : null;
      },
      { what: `batch ${id} down` },
    );
  }

  /** Waits until this step is running. */
  async untilStep(name: string, id = 'b1'): Promise<void> {
    await eventually(
      async () => {
        const { execution } = await this.batch(id);
        if (execution?.endReason)
          throw new Error(`it ended before: ${execution.verdict} ${JSON.stringify(execution.error)}`);
        return execution?.steps.some((step) => step.name === name && step.status === 'running');
      },
      { what: `step ${name} running` },
    );
  }

  /** Starts an execution and gives its id. */
  async begin(serialNumber: string, id = 'b1', more: Partial<StartSequenceBody> = {}): Promise<string> {
    const body: StartSequenceBody = { dut: { serialNumber }, ...more };
    const { executionId } = await this.data<{ executionId: string }>('POST', `/api/batches/${id}/sequence/start`, body);
    return executionId;
  }

  /** Waits for the end of an execution and gives what is stored of it. */
  async ended(executionId: string, timeoutMs = 30_000): Promise<ExecutionRecord> {
    return eventually(
      async () => {
        const record = await this.record(executionId);
        return record.endReason === null ? null : record;
      },
      { timeoutMs, what: `the end of ${executionId}` },
    );
  }

  record(executionId: string): Promise<ExecutionRecord> {
    return this.data('GET', `/api/results/${executionId}`);
  }

  results(query = ''): Promise<ResultsPage> {
    return this.data('GET', `/api/results${query}`);
  }

  /** Newest first. */
  async alarms(query = ''): Promise<Alarm[]> {
    return (await this.data<AlarmsPage>('GET', `/api/alarms${query}`)).items;
  }

  /** Subscribes to every batch. Events are kept in the order they came. */
  async subscribe(): Promise<{
    snapshot: Snapshot;
    progress: StepProgress[];
    complete: SequenceComplete[];
    socket: Socket;
  }> {
    const socket = io(this.#address, { transports: ['websocket'], reconnection: false });
    this.#sockets.push(socket);
    const progress: StepProgress[] = [];
    const complete: SequenceComplete[] = [];
    socket.on('step_progress', (event: StepProgress) => progress.push(event));
    socket.on('sequence_complete', (event: SequenceComplete) => complete.push(event));
    const answer = (await socket.emitWithAck('subscribe', {})) as SubscribeAnswer;
    if (!answer.success) throw new Error(answer.error.message);
    return { snapshot: answer.data, progress, complete, socket };
  }

  /** Every process this station started that still lives, itself included. */
  processes(): number[] {
    return processesOf(join(this.folder, `run-${this.#marker.split('=')[1]}`));
  }

  /** Asks the station to end, as a user does, and waits until it has. Gives the exit code. */
  async stop(): Promise<number | null> {
    for (const socket of this.#sockets) socket.close();
    if (this.process.exitCode !== null || this.process.signalCode !== null) return this.process.exitCode;
    this.process.kill('SIGTERM');
    await once(this.process, 'exit');
    return this.process.exitCode;
  }

  /**
   * Ends the service at once, as a power-cut of the process would, and waits until it is gone and everything it had sent has been
   * received. Workers are left to themselves.
   */
  async kill(): Promise<void> {
    if (this.isAlive) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
    const connected = this.#sockets.filter((socket) => socket.connected);
    await Promise.all(connected.map((socket) => new Promise((resolve) => socket.once('disconnect', resolve))));
    for (const socket of this.#sockets) socket.close();
  }

  /** Waits until no process of this station is left, workers included. Gives how long that took, in milliseconds. */
  async untilGone(timeoutMs = 20_000): Promise<number> {
    const begun = performance.now();
    await eventually(() => this.processes().length === 0, {
      timeoutMs,
      what: 'the end of every process of the station',
    });
    return performance.now() - begun;
  }

  /** Starts the station again in the same folder. */
  restart(changes: Partial<StationOptions> = {}): Promise<TestStation> {
    return TestStation.start({ ...this.#options, folder: this.folder, ...changes });
  }

  /** Stops it, ends whatever is left and removes the folder. */
  async dispose(): Promise<void> {
    await this.stop();
    for (const pid of this.processes()) process.kill(pid, 'SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #entry(): string {
    return join(buildRoot(this.#options.build ?? 'release'), 'station-service/dist/main.js');
  }

  #args(): string[] {
    return ['--config', join(this.folder, 'station.yaml'), '--port', '0', ...(this.#options.args ?? [])];
  }

  #furnish(): void {
    const { packages, config } = this.#options;
    for (const source of packages) {
      const name = source.split('/').at(-1) ?? '';
      cpSync(source, join(this.folder, 'sequences', name), { recursive: true });
    }
    const first = packages[0]?.split('/').at(-1) ?? '';
    writeFileSync(join(this.folder, 'station.yaml'), config ?? oneBatch(first));
  }

  async #untilReady(): Promise<void> {
    await eventually(
      () => {
        const { exitCode, signalCode } = this.process;
        if (exitCode !== null || signalCode !== null) return true;
        return this.#output.includes('ready  ');
      },
      { timeoutMs: 30_000, what: 'a ready station' },
    );
    const address = /ready {2}(\S+)/.exec(this.#output)?.[1];
    if (!address)
      throw new Error(`the station ended with ${this.process.exitCode ?? this.process.signalCode}:\n${this.#output}`);
    this.#address = address;
  }
}

/** The smallest station.yaml: one batch with one package, started with the station. */
export function oneBatch(sequence: string): string {
  // Tests that kill again and again say themselves when it is too often.
  return `station: { id: TEST, name: Test station }
recovery: { max_retries: 100 }
batches:
  - { id: b1, sequence_package: ${sequence}, auto_start: true }
`;
}
