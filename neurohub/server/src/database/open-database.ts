/** The database of NeuroHub: one's own PostgreSQL by its address, or the one that comes along; with the schema of this release. */
import { setTimeout as delay } from 'node:timers/promises';
import { CodedError } from '@neurohub/contracts/errors';
import type { Pool } from 'pg';
import type { DatabaseLog } from './database-log.ts';
import { EmbeddedPostgres } from './embedded/embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { createPool } from './pool.ts';

/** The oldest major version that the tests are run on. */
const OLDEST_SERVER = 15;

export interface DatabaseOptions {
  /** `postgres://…` of one's own server; undefined: the embedded one. */
  url?: string | undefined;
  /** Of the embedded one: `<dataDir>/postgres`. */
  dataDir: string;
  log: DatabaseLog;
  /** Of the embedded one; default: any free one. */
  port?: number;
  /** Where its programs go when NeuroHub runs as root; default: a folder of the system. */
  programsDir?: string;
  /** How long a server that does not answer is waited for, in ms; default 30 s. */
  patienceMs?: number;
  /** False leaves the schema as it is, for backup and restore; default true. */
  migrate?: boolean;
}

export interface HubDatabase {
  readonly pool: Pool;
  /** For connections besides the pool, such as LISTEN. Holds a password. */
  readonly url: string;
  readonly embedded: boolean;
  /** Ends the pool, then the embedded server. May be called twice. */
  close(): Promise<void>;
}

/**
 * Returns when the schema is that of this release. Several instances may open one database at once; a data folder is for one only.
 * @throws CodedError DATABASE_UNREACHABLE, DATABASE_VERSION, CONFIG_INVALID, SCHEMA_NEWER, and those of {@link EmbeddedPostgres.start}
 */
export async function openDatabase(options: DatabaseOptions): Promise<HubDatabase> {
  const embedded = options.url === undefined ? await EmbeddedPostgres.start(options) : null;
  const url = embedded?.url ?? options.url ?? '';
  const pool = createPool(url, options.log);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= pool.end().then(() => embedded?.[Symbol.asyncDispose]());
    return closed;
  };
  try {
    await waitForServer(pool, url, options);
    if (options.migrate ?? true) await migrate(pool);
    return { pool, url, embedded: embedded !== null, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

async function waitForServer(pool: Pool, url: string, { log, patienceMs = 30_000 }: DatabaseOptions): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const facts = await askServer(pool).catch(async (cause: unknown) => {
      if (performance.now() > until || !mayPass(cause)) throw unreachable(url, cause);
      log.warn({ err: cause }, 'the database does not answer yet');
      await delay(1000);
      return null;
    });
    if (facts) return judgeServer(facts, log);
  }
}

interface ServerFacts {
  major: number;
  encoding: string;
  fsync: string;
  full_page_writes: string;
  synchronous_commit: string;
}

async function askServer(pool: Pool): Promise<ServerFacts | null> {
  const { rows } = await pool.query<ServerFacts>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major, current_setting('server_encoding') AS encoding,
            current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
            current_setting('synchronous_commit') AS synchronous_commit`,
  );
  return rows[0] ?? null;
}

/** @throws CodedError DATABASE_VERSION, CONFIG_INVALID */
function judgeServer({ major, encoding, ...durability }: ServerFacts, log: DatabaseLog): void {
  if (major < OLDEST_SERVER)
    throw new CodedError('DATABASE_VERSION', `the server is PostgreSQL ${major}; ${OLDEST_SERVER} or newer is needed`, {
      details: { found: major, needed: OLDEST_SERVER },
    });
  if (encoding !== 'UTF8')
    throw new CodedError('CONFIG_INVALID', `DATABASE_URL: the database has the encoding ${encoding}; expected UTF8`);
  const off = Object.entries(durability).flatMap(([name, value]) => (value === 'off' ? [name] : []));
  if (off.length > 0) log.warn({ off }, 'the database can lose what it has acknowledged: these are off');
}

/** A wrong password or a database that does not exist is not cured by waiting. Class 57: it starts or ends just now. */
function mayPass(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('57') || code.startsWith('08') || code.startsWith('53');
}

function unreachable(url: string, cause: unknown): CodedError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const place = URL.canParse(url) ? new URL(url).host : 'DATABASE_URL';
  return new CodedError('DATABASE_UNREACHABLE', `the database at ${place} cannot be used: ${why}`, {
    details: { place },
    cause,
  });
}
