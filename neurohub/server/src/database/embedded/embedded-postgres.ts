/**
 * PostgreSQL that comes along: real server programs, started and watched by this process, in the data folder.
 *
 * Lock of the folder → programs → cluster → an earlier life's server ends → server under its guard. When the server ends and nobody
 * asked it to, it is started again at the same address, so that pools heal by themselves.
 */

import { mkdir, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CodedError, isCodedError } from '@neurohub/contracts/errors';
import type { DatabaseLog } from '../database-log.ts';
import { type Cluster, clusterFolder, DATABASE_USER, openCluster, postgresFolder } from './cluster.ts';
import { lockFolder } from './folder-lock.ts';
import { type ServerOptions, ServerProcess } from './server-process.ts';
import { serverPrograms } from './server-programs.ts';
import { serverUser } from './server-user.ts';
import { stopLeftover } from './take-over.ts';

const DATABASE = 'postgres';
/** A random port may be taken between the look and the start. */
const PORT_ATTEMPTS = 5;
const RESTART_MS = { first: 100, longest: 10_000 };
const LOG_BYTES = 10 * 1024 * 1024;

export interface EmbeddedOptions {
  /** Absolute or relative to the working folder; made when it is missing. No other NeuroHub may use it. */
  dataDir: string;
  log: DatabaseLog;
  /** Default: any free one. */
  port?: number;
  /** Where the programs go when NeuroHub runs as root; default: a folder of the system. */
  programsDir?: string;
}

export class EmbeddedPostgres implements AsyncDisposable {
  /** With its password: for programs on this machine only. The same for as long as this object lives. */
  readonly url: string;
  readonly #options: ServerOptions;
  readonly #log: DatabaseLog;
  readonly #lock: Disposable;
  readonly #watch: Promise<void>;
  #server: ServerProcess;
  readonly #closing = new AbortController();

  /**
   * Returns when it takes connections.
   * @throws CodedError DATA_DIR_IN_USE, DATA_DIR_NOT_WRITABLE, DATABASE_VERSION, DATABASE_START_FAILED, DISK_FULL, PORT_IN_USE
   */
  static async start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
    const dataDir = resolve(options.dataDir);
    await makeFolder(dataDir);
    const lock = lockFolder(dataDir);
    try {
      const user = await serverUser(clusterFolder(dataDir));
      const programs = await serverPrograms({
        own: join(postgresFolder(dataDir), 'programs'),
        ...(options.programsDir !== undefined && { system: options.programsDir }),
        user,
      });
      const cluster = await openCluster(dataDir, programs, user);
      await stopLeftover(cluster.dir, options.log);
      const logFile = join(postgresFolder(dataDir), 'server.log');
      await keepLogSmall(logFile);
      const started = await startAnywhere({ programs, cluster, user, logFile }, options.port);
      return new EmbeddedPostgres({ ...started, log: options.log, lock });
    } catch (thrown) {
      lock[Symbol.dispose]();
      throw thrown;
    }
  }

  private constructor(parts: { server: ServerProcess; options: ServerOptions; log: DatabaseLog; lock: Disposable }) {
    this.#server = parts.server;
    this.#options = parts.options;
    this.#log = parts.log;
    this.#lock = parts.lock;
    this.url = parts.options.url;
    this.#watch = this.#restartWhenItEnds();
  }

  /** Stops the server in order; everything is on the disk then. May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#server.stop();
    await this.#watch;
    this.#lock[Symbol.dispose]();
  }

  async #restartWhenItEnds(): Promise<void> {
    for (;;) {
      await this.#server.ended;
      if (this.#closing.signal.aborted) return;
      this.#log.error({}, 'the database server has ended and is started again');
      if (!(await this.#restart())) return;
    }
  }

  /** Tries for ever: without a database there is nothing better to do. False: it is not wanted any more. */
  async #restart(): Promise<boolean> {
    const { signal } = this.#closing;
    for (let wait = RESTART_MS.first; !signal.aborted; wait = Math.min(wait * 2, RESTART_MS.longest)) {
      try {
        await stopLeftover(this.#options.cluster.dir, this.#log);
        this.#server = await ServerProcess.start(this.#options);
        if (signal.aborted) await this.#server.stop();
        return !signal.aborted;
      } catch (err) {
        this.#log.error({ err }, 'the database server does not start; it is tried again');
        await delay(wait, undefined, { signal }).catch(() => undefined);
      }
    }
    return false;
  }
}

async function startAnywhere(
  parts: Omit<ServerOptions, 'port' | 'url'>,
  wanted: number | undefined,
): Promise<{ server: ServerProcess; options: ServerOptions }> {
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const options = { ...parts, port, url: urlOf(parts.cluster, port) };
    try {
      return { server: await ServerProcess.start(options), options };
    } catch (thrown) {
      const isTaken = isCodedError(thrown) && thrown.code === 'PORT_IN_USE';
      if (!isTaken || wanted !== undefined || attempt === PORT_ATTEMPTS) throw thrown;
    }
  }
}

const urlOf = ({ password }: Cluster, port: number) =>
  `postgres://${DATABASE_USER}:${password}@127.0.0.1:${port}/${DATABASE}`;

async function freePort(): Promise<number> {
  const { promise, resolve: found, reject } = Promise.withResolvers<number>();
  const probe = createServer().once('error', reject);
  probe.listen(0, '127.0.0.1', () => {
    const address = probe.address();
    probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
  });
  return promise;
}

async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true }).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodedError('DATA_DIR_NOT_WRITABLE', `${dir} cannot be made: ${why}`, { details: { folder: dir }, cause });
  });
}

/** The one before stays, for whoever looks for the cause of a crash. */
async function keepLogSmall(file: string): Promise<void> {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size > LOG_BYTES) await rename(file, `${file}.1`);
}
