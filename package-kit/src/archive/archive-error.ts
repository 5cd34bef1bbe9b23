import { CodedError } from '@neurohub/contracts/errors';

/** ARCHIVE_INVALID at a place: the entry's path as far as it is known, else its number or the archive as a whole. */
export function archiveInvalid(place: string, problem: string, cause?: unknown): CodedError {
  return new CodedError('ARCHIVE_INVALID', `${place}: ${problem}`, { details: { place, problem }, cause });
}
