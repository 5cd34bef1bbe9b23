/** Where a page of rows ended, as a text that means nothing to anybody else: rows that come later never shift a page. */
import { CodedError } from '@neurohub/contracts/errors';

export function encodeCursor(lastNumber: number): string {
  return Buffer.from(`after:${lastNumber}`).toString('base64url');
}

/** @throws CodedError VALIDATION_ERROR when the text did not come from {@link encodeCursor} */
export function decodeCursor(cursor: string): number {
  const number = Number(/^after:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]);
  if (Number.isSafeInteger(number)) return number;
  throw new CodedError('VALIDATION_ERROR', 'cursor: expected the nextCursor of an earlier page', {
    details: { problems: [{ path: 'cursor', message: 'not a nextCursor' }] },
  });
}

/** One row more than asked for tells whether there is another page. */
export function cutPage<Row>(rows: Row[], limit: number, numberOf: (row: Row) => number) {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? encodeCursor(numberOf(last)) : null;
  return { kept, nextCursor };
}
