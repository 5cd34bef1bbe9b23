import { type ChildProcess, spawn } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import type { WorkerBoot } from '@neurohub/contracts/ipc';
import { faultEnvironment } from '@neurohub/contracts/kill-point';
import { VITAL_BYTES, VITAL_FD } from '@neurohub/contracts/vocabulary';
import { inheritedEnvironment } from './inherited-environment.ts';
import { type LimitNotice, launchOn, type ProcessLimits, prioritise } from './process-limits.ts';

const TAIL_BYTES = 8_192;

export interface WorkerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines it wrote to stderr. */
  stderrTail: string;
  /** Why the system made no process of it at all. */
  notStarted?: string;
}

export interface WorkerProcessOptions {
  entry: string;
  boot: WorkerBoot;
  limits: ProcessLimits;
  /** Told which of the limits the system cannot keep. */
  onLimitNotice: LimitNotice;
  /** Each line that package code prints. */
  onOutput(stream: 'stdout' | 'stderr', line: string): void;
  /** A sign of life of the process. `blockedForMs`: its event loop is blocked, and may be for so long still; null: it runs. */
  onVital?(blockedForMs: number | null): void;
}

/** One batch-worker process, leader of its own process group so that its children can be ended with it. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly exited: Promise<WorkerExit>;
  #stderrTail = '';
  #ended = false;

  constructor({ entry, boot, limits, onLimitNotice, onOutput, onVital }: WorkerProcessOptions) {
    const node = [process.execPath, '--enable-source-maps', entry] as const;
    const { command, args } = launchOn(limits.cpuAffinity, node, onLimitNotice);
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      env: workerEnvironment(),
    });
    prioritise(this.#child.pid, limits.priority, onLimitNotice);
    this.exited = this.#watchExit();
    this.#relay('stdout', onOutput);
    this.#relay('stderr', onOutput);
    (this.#child.stdio[VITAL_FD] as Readable | null)
      // A word is written at once and never cut; only the newest counts.
      ?.on('data', (bytes: Buffer) => onVital?.(bytes.readUInt32LE(bytes.length - VITAL_BYTES) || null))
      .on('error', () => undefined);
    // A worker that dies before it has read its boot line breaks the pipe; its exit is what counts.
    this.#child.stdin?.on('error', () => undefined);
    this.#child.stdin?.write(`${JSON.stringify(boot)}\n`);
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  /** Ends the worker and every process it started. Harmless when they have ended. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      if (process.platform === 'win32') this.#child.kill(signal);
      else if (signal === 'SIGKILL') process.kill(-pid, signal);
      else if (!this.#ended) process.kill(pid, signal);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
    }
  }

  #watchExit(): Promise<WorkerExit> {
    return new Promise((resolve) => {
      const settle = (exit: Omit<WorkerExit, 'stderrTail'>) => {
        this.#ended = true;
        this.kill('SIGKILL');
        resolve({ ...exit, stderrTail: this.#stderrTail.trimEnd() });
      };
      this.#child.once('error', ({ message }) => settle({ code: null, signal: null, notStarted: message }));
      this.#child.once('exit', (code, signal) => {
        this.#ended = true;
        // What the process printed last is still on its way through the pipe: `close` follows when it has arrived.
        const late = setTimeout(() => settle({ code, signal }), 100);
        this.#child.once('close', () => {
          clearTimeout(late);
          settle({ code, signal });
        });
      });
    });
  }

  #relay(name: 'stdout' | 'stderr', onOutput: WorkerProcessOptions['onOutput']): void {
    let rest = '';
    this.#child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      if (name === 'stderr') this.#stderrTail = (this.#stderrTail + chunk).slice(-TAIL_BYTES);
      const lines = (rest + chunk).split('\n');
      rest = (lines.pop() ?? '').slice(-TAIL_BYTES);
      for (const line of lines) if (line.trim()) onOutput(name, line.slice(0, TAIL_BYTES));
    });
  }
}

function workerEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...faultEnvironment(), ...inheritedEnvironment() };
  // Our own cache, without the folder of this version of Node in it: a worker that switched it on by itself would have compiled its
  // bundle by then.
  const compileCache = getCompileCacheDir();
  if (compileCache !== undefined) environment['NODE_COMPILE_CACHE'] = dirname(compileCache);
  return environment;
}
