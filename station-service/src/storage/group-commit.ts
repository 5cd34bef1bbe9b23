/**
 * Group commit: whatever was queued shares one transaction and one fsync, and each job has a savepoint of its own.
 * A job that fails is undone alone; when the database itself fails, the whole group is refused and nobody was told otherwise.
 */
import { CodedError } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import type Database from 'better-sqlite3';
import type { Group, Job, Operations, Reply } from './jobs.ts';
import { describeStorageError, isDatabaseFault, needsReopen } from './sqlite-errors.ts';

/** An open connection with the operations on it. */
export interface WriterSession {
  db: Database.Database;
  operations: Operations;
}

type Verb = 'begin' | 'savepoint' | 'release' | 'undo' | 'commit' | 'rollback';

const VERBS: Record<Verb, string> = {
  begin: 'BEGIN IMMEDIATE',
  savepoint: 'SAVEPOINT job',
  release: 'RELEASE job',
  undo: 'ROLLBACK TO job',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
};

export class GroupCommit {
  readonly #open: () => WriterSession;
  #session: (WriterSession & { verbs: Record<Verb, Database.Statement> }) | null = null;
  #commitsSinceTidy = 0;

  /** `open` is called at once, and again after a failure that left the connection unreliable. */
  constructor(open: () => WriterSession) {
    this.#open = open;
    this.#ready();
  }

  /** Runs the jobs in one transaction. Never throws: each job gets its own reply. */
  run(jobs: readonly Job[]): Group {
    const begun = performance.now();
    try {
      const session = this.#ready();
      session.verbs.begin.run();
      const replies = jobs.map((job) => this.#runJob(job));
      killPoint('service:before-commit');
      session.verbs.commit.run();
      killPoint('service:after-commit');
      this.#commitsSinceTidy += 1;
      return { replies, commitMs: performance.now() - begun, fault: null };
    } catch (error) {
      this.#recover(error);
      const replies = jobs.map(({ id, operation }) => ({ id, error: describeStorageError(error, operation) }));
      return { replies, commitMs: null, fault: describeStorageError(error, 'commit') };
    }
  }

  /**
   * Called when nothing is to be done: moves the WAL into the database, unless a reader is in the way, and begins it again from the
   * front. The file keeps its size: a commit that writes over blocks the file has takes half the time of one that makes it grow.
   */
  tidy(): void {
    if (this.#session === null || this.#commitsSinceTidy === 0) return;
    this.#commitsSinceTidy = 0;
    const { db } = this.#session;
    try {
      db.pragma('busy_timeout = 0');
      db.pragma('wal_checkpoint(RESTART)');
      db.pragma('busy_timeout = 5000');
    } catch (error) {
      this.#recover(error);
    }
  }

  close(): void {
    this.#session?.db.close();
    this.#session = null;
  }

  #ready() {
    if (this.#session) return this.#session;
    const { db, operations } = this.#open();
    const prepare = (verb: Verb) => db.prepare(VERBS[verb]);
    const verbs = {
      begin: prepare('begin'),
      savepoint: prepare('savepoint'),
      release: prepare('release'),
      undo: prepare('undo'),
      commit: prepare('commit'),
      rollback: prepare('rollback'),
    };
    this.#session = { db, operations, verbs };
    return this.#session;
  }

  #runJob({ id, operation, argument }: Job): Reply {
    const { db, operations, verbs } = this.#ready();
    const perform = operations[operation];
    if (!perform) return { id, error: { code: 'INTERNAL_ERROR', message: `no operation "${operation}"` } };
    verbs.savepoint.run();
    try {
      const result = perform(argument as never);
      verbs.release.run();
      return { id, result };
    } catch (error) {
      // SQLite may have rolled back everything by itself: then no job of this group is left in the transaction.
      if (isDatabaseFault(error)) throw error;
      if (!db.inTransaction)
        throw new CodedError('STORAGE_FAILED', 'the transaction was lost', { details: { retry: true }, cause: error });
      verbs.undo.run();
      verbs.release.run();
      return { id, error: describeStorageError(error, operation) };
    }
  }

  #recover(cause: unknown): void {
    if (this.#session === null) return;
    const { db, verbs } = this.#session;
    try {
      if (db.inTransaction) verbs.rollback.run();
      if (!needsReopen(cause)) return;
    } catch {
      // A connection that cannot even roll back is given up below; the cause has been reported to every job.
    }
    this.#session = null;
    try {
      db.close();
    } catch {
      // Nothing is lost: what was not committed has been refused, and the next group opens a new connection.
    }
  }
}
