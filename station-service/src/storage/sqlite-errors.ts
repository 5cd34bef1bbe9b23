/** SQLite's errors in our words, and which of them concern the whole transaction rather than one job. */
import { CodedError, type ErrorData, isCodedError, toErrorData } from '@neurohub/contracts/errors';

/** The `code` of an error of better-sqlite3, such as SQLITE_FULL; undefined for every other error. */
export function sqliteCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || isCodedError(error)) return undefined;
  return typeof error.code === 'string' && error.code.startsWith('SQLITE_') ? error.code : undefined;
}

const JOB_ERRORS = ['SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH', 'SQLITE_RANGE', 'SQLITE_ERROR'];

/** True when the database itself failed (disk, lock, memory, corruption): nothing of the transaction can be trusted. */
export function isDatabaseFault(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && !JOB_ERRORS.some((known) => code.startsWith(known));
}

/** After an I/O error or a sign of corruption a connection's cache and locks are not to be relied on. */
export function needsReopen(error: unknown): boolean {
  return /^SQLITE_(IOERR|CORRUPT|NOTADB|CANTOPEN|PROTOCOL|NOMEM)/.test(sqliteCode(error) ?? '');
}

/**
 * Any error of a database thread as data. `details.retry` says whether the same request may succeed later,
 * `details.sqlite` is SQLite's own code.
 */
export function describeStorageError(error: unknown, place: string): ErrorData {
  const sqlite = sqliteCode(error);
  if (sqlite === undefined) return toErrorData(error, place === 'open' ? 'STORAGE_FAILED' : 'INTERNAL_ERROR');
  const text = error instanceof Error ? error.message : String(error);
  if (sqlite === 'SQLITE_FULL')
    return { code: 'DISK_FULL', message: `${place}: the disk is full`, details: { sqlite, retry: true } };
  if (isDatabaseFault(error))
    return {
      code: 'STORAGE_FAILED',
      message: `${place}: the database could not commit (${sqlite}: ${text})`,
      details: { sqlite, retry: !/^SQLITE_(CORRUPT|NOTADB)/.test(sqlite) },
    };
  return {
    code: place === 'commitRecord' ? 'PROTOCOL_ERROR' : 'STORAGE_FAILED',
    message: `${place}: the database refused the content (${text})`,
    details: { sqlite, retry: false },
  };
}

/** Whether the same request may succeed later: disk full, database busy, a passing I/O error. */
export function isRetryable(error: unknown): boolean {
  return isCodedError(error) && error.details?.['retry'] === true;
}

/** The other way round: what a thread answered, as an error to throw. */
export function storageError(data: ErrorData): CodedError {
  return new CodedError(data.code, data.message, { details: data.details, cause: data.cause });
}
