/** Where a page of results ended: when its last one was, and which it was. What arrives meanwhile shifts no page. */
import { CodedError } from '@neurohub/contracts/errors';

export interface ResultPlace {
  /** ISO 8601, UTC, with microseconds: as exact as the database has it. */
  at: string;
  id: string;
}

export const encodeCursor = ({ at, id }: ResultPlace): string => Buffer.from(`${at} ${id}`).toString('base64url');

const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([0-9a-f-]{36})$/;

/** @throws CodedError VALIDATION_ERROR when the text did not come from {@link encodeCursor} */
export function decodeCursor(cursor: string): ResultPlace {
  const [, at, id] = PLACE.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (at !== undefined && id !== undefined && !Number.isNaN(Date.parse(at))) return { at, id };
  throw new CodedError('VALIDATION_ERROR', 'cursor: expected the nextCursor of an earlier page', {
    details: { problems: [{ path: 'cursor', message: 'not a nextCursor' }] },
  });
}
