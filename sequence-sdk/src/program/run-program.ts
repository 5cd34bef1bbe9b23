/**
 * Runs another program, e.g. that of a programming adapter. Packages cannot import node:child_process, because a process that outlives
 * its step would touch the hardware of the next one: here it leads a group of its own, which is gone when the call ends.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { DriverContext } from '../driver.ts';
import { DriverConnectionError } from '../errors.ts';
import { findProgram, leashed } from './find-program.ts';
import { KeptOutput } from './kept-output.ts';
import { endGroup, endWithUs, OWN_GROUP, signalGroup } from './process-group.ts';
import { ProgramLines } from './program-lines.ts';

/** How a program is run. */
export interface RunProgramOptions {
  /** Each is one argument, whatever is in it: no shell reads them. @default none */
  args?: readonly string[];
  /** Folder it runs in. @default that of this process */
  cwd?: string;
  /** Environment variables for it, besides those of {@link inheritEnv}. @default none */
  env?: Readonly<Record<string, string>>;
  /** Names of variables it gets from this process. @default what a program needs to be found and to run */
  inheritEnv?: readonly string[];
  /** What it reads from standard input. @default nothing: an end of file at once */
  input?: string | Uint8Array;
  /** It is ended when it takes longer, milliseconds. @default 60000 */
  timeoutMs?: number;
  /** How long it may take to end after SIGTERM before it is killed, milliseconds. @default 2000 */
  graceMs?: number;
  /** Ends it. */
  signal?: AbortSignal;
  /** Takes each line as it comes, without its end. */
  onLine?(line: string, from: 'stdout' | 'stderr'): void;
  /** Most output that is kept, bytes, of each of the two; the newest is kept. @default 4 MiB */
  maxOutputBytes?: number;
  /** The driver's context: its name is used in messages, its traffic ring is filled. */
  context?: Pick<DriverContext, 'name' | 'traffic'>;
}

/** The facts of a program that has ended, whatever the ending. */
export interface ProgramResult {
  /** As it was given. */
  program: string;
  /** As they were given. */
  args: readonly string[];
  /** null when it was ended by a signal. */
  exitCode: number | null;
  /** null when it ended by itself. */
  signal: NodeJS.Signals | null;
  /** It took longer than its time limit. */
  timedOut: boolean;
  /** The AbortSignal fired while it ran. */
  isAborted: boolean;
  /** From its start to its end, milliseconds. */
  durationMs: number;
  /** What it wrote to standard output, as UTF-8; its end when it was more than `maxOutputBytes`. */
  stdout: string;
  /** What it wrote to standard error, likewise. */
  stderr: string;
  /** The beginning of stdout or stderr was dropped. */
  isTruncated: boolean;
}

const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'ComSpec',
  'PATHEXT',
];

/**
 * Runs a program to its end. The result says how it ended, also after a time-out, an abort or a crash: look at `exitCode`. When the
 * program has ended, what it started and left behind is ended as well. Calls may be made at the same time.
 * @param program path, or a name that is looked up in PATH
 * @throws DriverConnectionError when it cannot be started, or the signal's reason when that had fired before
 */
export async function runProgram(program: string, options: RunProgramOptions = {}): Promise<ProgramResult> {
  options.signal?.throwIfAborted();
  const startMs = performance.now();
  const child = await start(program, options);
  const forget = endWithUs(child);
  const output = collect(child, options);
  const ending = new Ending(child, options);
  try {
    const [exitCode, signal] = (await ending.closed()) as [number | null, NodeJS.Signals | null];
    const { timedOut, isAborted } = ending;
    const durationMs = performance.now() - startMs;
    return { program, args: options.args ?? [], exitCode, signal, timedOut, isAborted, durationMs, ...output() };
  } finally {
    forget();
  }
}

/** It looks programs up by rules of its own. */
const onWindows = () => process.platform === 'win32';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

async function start(program: string, options: RunProgramOptions): Promise<Child> {
  const { args = [], cwd, inheritEnv = INHERITED, context, input } = options;
  const inherited = inheritEnv.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const env = { ...Object.fromEntries(inherited), ...options.env };
  let child: Child;
  try {
    const [file, argv] = onWindows()
      ? [program, args]
      : leashed(findProgram(program, { path: env['PATH'], cwd }), args);
    const stdio: ['pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe'];
    child = spawn(file, argv, { ...OWN_GROUP, env, stdio, ...(cwd !== undefined && { cwd }) });
    await once(child, 'spawn');
  } catch (cause) {
    throw new DriverConnectionError(`the program "${program}" cannot be started: ${(cause as Error).message}`, {
      instrument: context?.name,
      command: program,
      cause,
    });
  }
  context?.traffic?.record('out', `${[program, ...args].join(' ')}\n`);
  if (input !== undefined) context?.traffic?.record('out', input);
  // A program may end, or close its input, without reading it.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return child;
}

/** Takes the output while it comes; answers what was kept. */
function collect(child: Child, { onLine, maxOutputBytes = 4 * 1024 * 1024, context }: RunProgramOptions) {
  const kept = { stdout: new KeptOutput(maxOutputBytes), stderr: new KeptOutput(maxOutputBytes) };
  const lines = {
    stdout: new ProgramLines((line) => onLine?.(line, 'stdout')),
    stderr: new ProgramLines((line) => onLine?.(line, 'stderr')),
  };
  for (const from of ['stdout', 'stderr'] as const)
    child[from].on('data', (chunk: Buffer) => {
      context?.traffic?.record('in', chunk);
      kept[from].push(chunk);
      lines[from].push(chunk);
    });
  return () => {
    lines.stdout.end();
    lines.stderr.end();
    const isTruncated = kept.stdout.isTruncated || kept.stderr.isTruncated;
    return { stdout: kept.stdout.text, stderr: kept.stderr.text, isTruncated };
  };
}

/** SIGTERM to the group, and SIGKILL when it takes too long; the first reason stands. */
class Ending {
  readonly #child: Child;
  readonly #options: RunProgramOptions;
  timedOut = false;
  isAborted = false;

  constructor(child: Child, options: RunProgramOptions) {
    this.#child = child;
    this.#options = options;
  }

  /** Resolves with exit code and signal when the program has ended and nobody holds its output open. */
  async closed(): Promise<unknown[]> {
    const { signal, timeoutMs = 60_000, graceMs = 2_000 } = this.#options;
    const timers: NodeJS.Timeout[] = [];
    const killLater = () => timers.push(setTimeout(() => signalGroup(this.#child, 'SIGKILL'), graceMs));
    const end = (reason: 'timedOut' | 'isAborted') => {
      if (this.timedOut || this.isAborted) return;
      this[reason] = true;
      signalGroup(this.#child, 'SIGTERM');
      killLater();
    };
    const onAbort = () => end('isAborted');
    timers.push(setTimeout(() => end('timedOut'), timeoutMs));
    signal?.addEventListener('abort', onAbort, { once: true });
    // What it left behind may hold its output open.
    const left = once(this.#child, 'exit').then(() => endGroup(this.#child, graceMs));
    if (signal?.aborted) onAbort();
    try {
      const ended = await once(this.#child, 'close');
      await left;
      return ended;
    } finally {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
