/** What NeuroHub has on its disk, read by SQL: knows the tables, and nothing of the code that writes them. */
import { createHash } from 'node:crypto';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import pg from 'pg';
import type { LedgerEntry } from '../ledger/ledger-file.ts';

/** How many rows of each table belong to one result: one, if it is there once. */
export interface HubRows {
  station: string;
  id: string;
  results: number;
  records: number;
  steps: number;
  /** Each measured value, in the order of name and value, as text. */
  values: string[];
}

export interface HubTables {
  ledger: LedgerEntry[];
  rows: HubRows[];
  /** Files that are whole, as `<station> <sha256>`; each was read and hashed. */
  contents: Set<string>;
  /** Files whose bytes are not what they are called. */
  damagedContents: string[];
}

/** @param only one station; default: all */
export async function readHubTables(url: string, only: string | null = null): Promise<HubTables> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Of one moment, though stations may still send.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return {
      ledger: await readLedgerRows(client, only),
      rows: await readRows(client, only),
      ...(await readContents(client, only)),
    };
  } finally {
    await client.end();
  }
}

async function readLedgerRows(client: pg.Client, only: string | null): Promise<LedgerEntry[]> {
  const { rows } = await client.query<{
    station_id: string;
    id: string;
    station_seq: string;
    hash: string;
    payload: string | null;
  }>(
    `SELECT station_id, id, station_seq, encode(sha256, 'hex') AS hash,
       (SELECT payload FROM records AS r WHERE r.station_id = l.station_id AND r.at = l.at AND r.id = l.id LIMIT 1) AS payload
     FROM ledger AS l WHERE $1::text IS NULL OR station_id = $1 ORDER BY station_id, station_seq`,
    [only],
  );
  return rows.map(({ station_id, id, station_seq, hash, payload }) => {
    const text = payload ?? 'null';
    if (createHash('sha256').update(text).digest('hex') !== hash)
      throw new Error(`${station_id} ${id}: the ledger has another hash than the text of the record`);
    const arrival = { station: station_id, id, stationSeq: Number(station_seq), kind: 'execution', hash } as const;
    return { ...arrival, bytes: Buffer.byteLength(text), effect: 'new', payload: JSON.parse(text) as ExecutionRecord };
  });
}

async function readRows(client: pg.Client, only: string | null): Promise<HubRows[]> {
  const { rows } = await client.query<
    Record<'results' | 'records' | 'steps', string> & { station_id: string; id: string; values: Value[] | null }
  >(
    `WITH l AS (SELECT station_id, id, at FROM ledger WHERE $1::text IS NULL OR station_id = $1)
     SELECT station_id, id, coalesce(r.n, 0) AS results, coalesce(t.n, 0) AS records, coalesce(s.n, 0) AS steps, m.values
     FROM l
       LEFT JOIN (SELECT station_id, id, count(*) AS n FROM results GROUP BY 1, 2) AS r USING (station_id, id)
       LEFT JOIN (SELECT station_id, id, count(*) AS n FROM records GROUP BY 1, 2) AS t USING (station_id, id)
       LEFT JOIN (SELECT station_id, result_id AS id, count(*) AS n FROM steps GROUP BY 1, 2) AS s USING (station_id, id)
       LEFT JOIN (SELECT station_id, result_id AS id, json_agg(json_build_array(step, name, value::text, value_text)) AS values
                  FROM measurements GROUP BY 1, 2) AS m USING (station_id, id)`,
    [only],
  );
  return rows.map(({ station_id, id, results, records, steps, values }) => ({
    ...{ station: station_id, id, results: Number(results), records: Number(records), steps: Number(steps) },
    values: (values ?? []).map(valueLine).sort(),
  }));
}

type Value = [step: string, name: string, number: string | null, text: string | null];

/** PostgreSQL and JavaScript write the same number in two ways. */
const valueLine = ([step, name, number, text]: Value) =>
  `${step} ${name} ${number === null ? (text ?? '') : Number(number)}`;

async function readContents(client: pg.Client, only: string | null) {
  const { rows } = await client.query<{ station_id: string; sha256: string }>(
    `SELECT station_id, encode(sha256, 'hex') AS sha256 FROM contents WHERE complete AND ($1::text IS NULL OR station_id = $1)`,
    [only],
  );
  const contents = new Set<string>();
  const damagedContents: string[] = [];
  for (const { station_id, sha256 } of rows) {
    const name = `${station_id} ${sha256}`;
    if ((await hashOfParts(client, station_id, sha256)) === sha256) contents.add(name);
    else damagedContents.push(name);
  }
  return { contents, damagedContents };
}

async function hashOfParts(client: pg.Client, station: string, sha256: string): Promise<string> {
  const hash = createHash('sha256');
  const { rows: parts } = await client.query<{ part_offset: string }>(
    `SELECT part_offset FROM content_parts WHERE station_id = $1 AND sha256 = decode($2, 'hex') ORDER BY part_offset`,
    [station, sha256],
  );
  for (const { part_offset } of parts) {
    const { rows } = await client.query<{ data: Buffer }>(
      `SELECT data FROM content_parts WHERE station_id = $1 AND sha256 = decode($2, 'hex') AND part_offset = $3`,
      [station, sha256, part_offset],
    );
    hash.update(rows[0]?.data ?? '');
  }
  return hash.digest('hex');
}
