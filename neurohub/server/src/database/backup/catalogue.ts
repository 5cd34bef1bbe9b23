/** What there is in the schema, from PostgreSQL's own catalogue: a table that a later migration adds is in the next backup by itself. */
import type { Database } from '../transact.ts';
import type { BackupManifest, BackupTable } from './backup-manifest.ts';

type Table = Pick<BackupTable, 'name' | 'columns'>;

/** What the migrations keep of themselves. */
const OF_MIGRATIONS = 'schema_version';

/** Those that a row may refer to come first. Partitions are in the table they belong to; what is not kept over a crash is left out. */
export async function listTables(db: Database): Promise<Table[]> {
  const { rows } = await db.query<Table & { needs: string[] }>(
    `SELECT c.relname AS name,
            (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
            coalesce((SELECT array_agg(DISTINCT r.confrelid::regclass::text) FROM pg_constraint r
              WHERE r.conrelid = c.oid AND r.contype = 'f' AND r.confrelid <> c.oid), '{}') AS needs
       FROM pg_class c
      WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND c.relpersistence = 'p' AND c.relname <> $1
      ORDER BY c.relname`,
    [OF_MIGRATIONS],
  );
  return inOrder(rows);
}

/** Pure. */
export function inOrder<T extends { name: string; needs: readonly string[] }>(tables: readonly T[]): T[] {
  const sorted: T[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const names = new Set([...waiting].map(({ name }) => name));
    const ready = [...waiting].filter(({ needs }) => !needs.some((name) => names.has(name)));
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${[...names].join(', ')}`);
    for (const table of ready) waiting.delete(table);
    sorted.push(...ready);
  }
  return sorted;
}

export async function listPartitions(db: Database): Promise<BackupManifest['partitions']> {
  const { rows } = await db.query<BackupManifest['partitions'][number]>(
    `SELECT c.relname AS name, p.relname AS parent, pg_get_expr(c.relpartbound, c.oid) AS bounds
       FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
      WHERE c.relnamespace = 'public'::regnamespace AND c.relispartition AND c.relkind = 'r' ORDER BY 1`,
  );
  return rows;
}

export async function listSequences(db: Database): Promise<BackupManifest['sequences']> {
  const { rows } = await db.query<{ name: string; last: number }>(
    `SELECT sequencename AS name, last_value AS last FROM pg_sequences
      WHERE schemaname = 'public' AND last_value IS NOT NULL ORDER BY 1`,
  );
  return rows;
}

/** Number of the last migration; 0 in an empty database. */
export async function schemaOf(db: Database): Promise<number> {
  const { rows } = await db.query<{ found: string | null }>('SELECT to_regclass($1) AS found', [OF_MIGRATIONS]);
  if (!rows[0]?.found) return 0;
  const version = await db.query<{ version: number }>('SELECT max(version) AS version FROM schema_version');
  return version.rows[0]?.version ?? 0;
}
