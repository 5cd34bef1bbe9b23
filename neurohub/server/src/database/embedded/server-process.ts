/**
 * One life of the server under its guard: a shell that waits for the end of its standard input, which comes when NeuroHub stops it or
 * dies by whatever cause, and then asks the server to end. So there is no server without its NeuroHub.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Cluster, nameOf, serverEnvironment } from './cluster.ts';
import type { ServerPrograms } from './server-programs.ts';
import type { ServerUser } from './server-user.ts';
import { startFailure } from './start-failure.ts';

/** SIGINT is what PostgreSQL calls a fast shutdown: sessions end, everything is on the disk. */
const GUARD = `
  trap '' HUP INT TERM
  exec 3<&0
  "$@" 3<&- & server=$!
  { cat <&3 >/dev/null; kill -INT $server; } 2>/dev/null &
  exec 3<&-
  wait $server`;

/** A fast shutdown that takes longer than this becomes an immediate one, which the next start repairs from the log of writes. */
const STOP_MS = 30_000;
const LOG_TAIL_BYTES = 16 * 1024;

export interface ServerOptions {
  programs: ServerPrograms;
  cluster: Cluster;
  user: ServerUser | null;
  port: number;
  /** Path of the log. */
  logFile: string;
  url: string;
}

export class ServerProcess {
  readonly #guard: ChildProcess;
  readonly #options: ServerOptions;
  /** Resolves when guard and server have ended. */
  readonly ended: Promise<void>;
  #hasEnded = false;

  /** Returns when it takes connections. @throws CodedError as {@link startFailure} says */
  static async start(options: ServerOptions): Promise<ServerProcess> {
    const logEnd = await sizeOf(options.logFile);
    const server = new ServerProcess(options);
    while (!server.#hasEnded) {
      if (await canConnect(options.url)) return server;
      await Promise.race([server.ended, new Promise((resolve) => setTimeout(resolve, 20))]);
    }
    throw startFailure('PostgreSQL did not start', await readFrom(options.logFile, logEnd));
  }

  private constructor(options: ServerOptions) {
    this.#options = options;
    this.#guard = startGuard(options);
    this.ended = once(this.#guard, 'close').then(() => {
      this.#hasEnded = true;
    });
  }

  /** Returns when it has ended. May be called twice. */
  async stop(): Promise<void> {
    this.#guard.stdin?.end();
    const giveUp = setTimeout(() => void this.#stopAtOnce(), STOP_MS);
    await this.ended;
    clearTimeout(giveUp);
  }

  async #stopAtOnce(): Promise<void> {
    const pid = await postmasterPid(this.#options.cluster.dir);
    if (pid !== null) process.kill(pid, 'SIGQUIT');
  }
}

function startGuard({ programs, cluster, user, port, logFile }: ServerOptions): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  const server = [programs.postgres, '-D', nameOf(cluster.dir, user), ...settings(port)];
  const isWindows = process.platform === 'win32';
  const [command = '', ...args] = isWindows ? server : ['/bin/sh', '-c', GUARD, 'neurohub-postgres', ...server];
  const child = spawn(command, args, {
    ...user,
    cwd: cluster.dir,
    env: serverEnvironment(),
    stdio: ['pipe', log, log],
    // Ctrl-C in a terminal is for NeuroHub, which still needs its database to end in order.
    detached: !isWindows,
  });
  // The guard may be gone when its end is written.
  child.stdin?.on('error', () => undefined);
  closeSync(log);
  return child;
}

/** Only on this machine, only with the password, and never without fsync. */
function settings(port: number): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: `${sharedMegabytes()}MB`,
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    logging_collector: 'off',
    // Containers give /dev/shm 64 MB only.
    dynamic_shared_memory_type: process.platform === 'win32' ? 'windows' : 'mmap',
    jit: 'off',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** An eighth of the memory that there is: indexes of the month that is written to should stay in it. */
function sharedMegabytes(): number {
  const megabytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY) / 1024 ** 2;
  return Math.round(Math.min(512, Math.max(128, megabytes / 8)));
}

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  // It may break after the connection stood.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Of the server that has, or last had, the folder. Null: it was left in order. */
export async function postmasterPid(cluster: string): Promise<number | null> {
  const content = await readFrom(join(cluster, 'postmaster.pid'), 0);
  const pid = Number.parseInt(content, 10);
  // Anything else would be a whole group of processes, or all of them.
  return pid > 1 ? pid : null;
}

async function sizeOf(file: string): Promise<number> {
  await using handle = await open(file, 'a');
  return (await handle.stat()).size;
}

/** Nothing for a file that is not there. */
async function readFrom(file: string, offset: number): Promise<string> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    const from = Math.max(offset, size - LOG_TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - from), 0, size - from, from);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw thrown;
  }
}
