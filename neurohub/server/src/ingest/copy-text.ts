/** Rows in the text format of COPY: the fastest way for many rows into PostgreSQL. */
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

export type CopyValue = string | number | boolean | null | undefined;

const SPECIAL = /[\\\n\r\t\0]/;
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\u{fffd}',
};

/** PostgreSQL's texts cannot hold U+0000, which JSON can: it becomes U+FFFD. What arrived is kept as it is in the record. */
export function copyField(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N';
  if (typeof value === 'string')
    return SPECIAL.test(value) ? value.replace(/[\\\n\r\t\0]/g, (found) => ESCAPES[found] ?? found) : value;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return Object.is(value, -0) ? '-0' : String(value);
}

export const copyFields = (values: readonly CopyValue[]): string => values.map(copyField).join('\t');

/** Adds lines, as {@link copyFields} makes them, to a table. Nothing is sent for none. */
export async function copyLines(
  db: PoolClient,
  into: { table: string; columns: readonly string[] },
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  await pipeline(chunks(lines), db.query(copyFrom(`COPY ${into.table} (${into.columns.join(', ')}) FROM STDIN`)));
}

const CHUNK_LINES = 512;

function* chunks(lines: readonly string[]): Generator<Buffer> {
  for (let at = 0; at < lines.length; at += CHUNK_LINES)
    yield Buffer.from(`${lines.slice(at, at + CHUNK_LINES).join('\n')}\n`);
}
