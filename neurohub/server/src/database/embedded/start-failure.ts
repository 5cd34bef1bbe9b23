/** What PostgreSQL says when it does not start, as one error with a code. */
import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';

const KNOWN: readonly [RegExp, ErrorCode][] = [
  [/No space left on device|disk quota exceeded/i, 'DISK_FULL'],
  [/Address already in use|could not create any TCP\/IP sockets/i, 'PORT_IN_USE'],
  [/database files are incompatible with server/i, 'DATABASE_VERSION'],
  [/lock file "postmaster\.pid" already exists/i, 'DATA_DIR_IN_USE'],
  [/Read-only file system|could not (access|open|create) directory.*Permission denied/i, 'DATA_DIR_NOT_WRITABLE'],
];
/** Lines of the log that an error brings along. */
const TAIL_LINES = 20;

/** @param log what the server wrote, its end at least */
export function startFailure(what: string, log: string): CodedError {
  const lines = log.trimEnd().split('\n').slice(-TAIL_LINES);
  const code = KNOWN.find(([pattern]) => pattern.test(lines.join('\n')))?.[1] ?? 'DATABASE_START_FAILED';
  const fatal = lines.findLast((line) => /\b(FATAL|PANIC|error):/.test(line)) ?? lines[0] ?? '';
  return new CodedError(code, `${what}: ${fatal.trim() || 'it said nothing'}`, { details: { log: lines } });
}
