/** Writes down everything a running process does to some files, with strace. Linux, and only where one process may trace another. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { eventually } from '../harness/eventually.ts';
import type { DiskEvent } from './disk-event.ts';
import { parseTrace } from './parse-trace.ts';

/** A page with its WAL frame header is the longest thing SQLite writes at once. */
const LONGEST_WRITE = 1 << 17;
const CALLS = 'trace=pwrite64,pwritev,pwritev2,write,writev,fsync,fdatasync,ftruncate';

export interface FileTrace {
  /** What was done since tracing began. Ends the tracing; the process goes on. */
  finish(): Promise<DiskEvent[]>;
  /** How much has been written down so far: the same twice, with what was read between, means that nothing happened meanwhile. */
  size(): number;
}

/** Why nothing can be traced here, or null. */
export function whyNoTrace(): string | null {
  if (process.platform !== 'linux') return 'strace is there for Linux only';
  const { error, status, stderr } = spawnSync('strace', ['-qq', '-e', 'trace=none', 'true'], { encoding: 'utf8' });
  if (error) return 'strace is not installed';
  return status === 0 ? null : `strace may not trace here: ${stderr.trim().split('\n')[0]}`;
}

/** Resolves when every thread of the process is traced. @throws Error with what strace says when it cannot. */
export async function traceFiles(pid: number, files: readonly string[], output: string): Promise<FileTrace> {
  const paths = files.flatMap((file) => ['-P', file]);
  const format = ['-f', '-ttt', '-xx', '-y', '-s', String(LONGEST_WRITE), '-e', CALLS];
  const strace = spawn('strace', [...format, ...paths, '-o', output, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  strace.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const ended = once(strace, 'exit');
  await eventually(() => said.includes('attached') || strace.exitCode !== null, { what: 'strace attached' });
  if (strace.exitCode !== null) throw new Error(`strace cannot trace: ${said}`);
  return {
    async finish() {
      strace.kill('SIGINT');
      await ended;
      return readTrace(output);
    },
    size: () => (existsSync(output) ? statSync(output).size : 0),
  };
}

/** In pieces: a trace holds each byte four times, and may be longer than a string can be. */
async function readTrace(file: string): Promise<DiskEvent[]> {
  const events: DiskEvent[] = [];
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 1 << 24 })) {
    const text = rest + String(chunk);
    const end = text.lastIndexOf('\n') + 1;
    events.push(...parseTrace(text.slice(0, end)));
    rest = text.slice(end);
  }
  return events;
}

/** The files as they are, by their last name. Only of a process whose trace stands still meanwhile. */
export function readFiles(files: readonly string[]): Map<string, Buffer> {
  const present = files.filter((file) => existsSync(file));
  return new Map(present.map((file) => [file.split('/').at(-1) ?? '', readFileSync(file)]));
}
