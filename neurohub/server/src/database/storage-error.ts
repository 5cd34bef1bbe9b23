import { CodedError } from '@neurohub/contracts/errors';

/** 53100: the disk of the server is full. Classes 08, 53, 57 and 58: it cannot do it now. 40: others were in the way. */
const PASSING_CLASS = /^(08|53|57|58|40)/;
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
/** What `pg` says without a code. */
const LOST = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/** What PostgreSQL cannot do now and can do later, as the error to be answered; null for everything else. */
export function storageErrorOf(thrown: unknown): CodedError | null {
  if (!(thrown instanceof Error)) return null;
  const code = 'code' in thrown ? String(thrown.code) : '';
  if (code === '53100') return new CodedError('DISK_FULL', 'the disk of the database is full', { cause: thrown });
  const isPassing =
    (/^[0-9A-Z]{5}$/.test(code) && PASSING_CLASS.test(code)) || NO_CONNECTION.has(code) || LOST.test(thrown.message);
  return isPassing ? new CodedError('STORAGE_FAILED', 'the database cannot be used now', { cause: thrown }) : null;
}
