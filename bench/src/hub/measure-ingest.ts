/** How fast one instance takes results, beside what its PostgreSQL does with the same measurement rows when nobody looks at them. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HUB_PATHS } from '@neurohub/contracts/hub-sync';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { BenchContext } from '../bench-case.ts';
import type { BenchHub } from './bench-hub.ts';
import { ROWS, sentResult } from './make-result.ts';

/** Connections at once, of each kind: what two processor cores can use. */
const AT_ONCE = 4;
const BATCH = 100;
const INSTALL_ID = '00000000-0000-4000-8000-00000000b001';

export async function measureIngest(hub: BenchHub, { times, report }: BenchContext): Promise<void> {
  const rounds = times(10);
  const batches = AT_ONCE * 3;
  const rows = batches * BATCH * ROWS;
  const insert = await roundsOf(rounds, () => writeRows(hub.databaseUrl, rows, insertRows));
  const copy = await roundsOf(rounds, () => writeRows(hub.databaseUrl, rows, copyRows));
  const stationIds = await enrolSome(hub);
  let seq = 0;
  const ingest = await roundsOf(rounds, async () => {
    const bodies = Array.from({ length: batches }, (_, i) => {
      const { id } = stationIds[i % AT_ONCE] ?? { id: '' };
      return JSON.stringify({
        ...{ protocol: 1, installId: INSTALL_ID },
        records: Array.from({ length: BATCH }, () => sentResult(id, ++seq)),
      });
    });
    return timed(() => sendAll(hub.address, stationIds, bodies));
  });
  const perSecond = (milliseconds: readonly number[], what: number) => milliseconds.map((ms) => (what * 1000) / ms);
  const same = `the same ${ROWS}-row results`;
  report({
    id: 'hub-insert',
    title: 'PostgreSQL: measurement rows, 1000 in a statement',
    unit: 'rows/s',
    samples: perSecond(insert, rows),
  });
  report({
    id: 'hub-copy',
    title: 'PostgreSQL: measurement rows by COPY',
    unit: 'rows/s',
    samples: perSecond(copy, rows),
  });
  report({
    ...{
      id: 'hub-rows',
      title: 'NeuroHub: measurement rows, as results over HTTP',
      unit: 'rows/s',
      baseline: 'hub-copy',
    },
    samples: perSecond(ingest, rows),
  });
  report({
    id: 'hub-results',
    title: `NeuroHub: ${same}`,
    unit: 'results/s',
    samples: perSecond(ingest, batches * BATCH),
  });
  const share = perSecond(ingest, rows).map((rate, i) => (100 * rate * (copy[i] ?? 0)) / (rows * 1000));
  report({
    ...{ id: 'hub-share', title: 'the same, of COPY in the same run', unit: '%', samples: share },
    aim: { of: 'p50', atLeast: 40 },
  });
}

async function enrolSome(hub: BenchHub): Promise<{ id: string; key: string }[]> {
  const ids = Array.from({ length: AT_ONCE }, (_, i) => `BENCH-${i + 1}`);
  return Promise.all(ids.map(async (id) => ({ id, key: await hub.enrol(id) })));
}

/** Each station one request after the other, all stations at once. */
async function sendAll(address: string, stations: readonly { id: string; key: string }[], bodies: readonly string[]) {
  await Promise.all(
    stations.map(async ({ id, key }, i) => {
      for (const body of bodies.filter((_body, n) => n % AT_ONCE === i)) {
        const headers = { 'content-type': 'application/json', 'x-api-key': key };
        const answer = await fetch(`${address}${HUB_PATHS.results(id)}`, { method: 'POST', headers, body });
        const { data } = (await answer.json()) as { data?: { records: { outcome: string }[] } };
        if (data?.records.filter(({ outcome }) => outcome === 'stored').length !== BATCH)
          throw new Error(`NeuroHub has not stored all: ${answer.status}`);
      }
    }),
  );
}

async function roundsOf(count: number, round: () => Promise<number>): Promise<number[]> {
  await round();
  const samples: number[] = [];
  for (let i = 0; i < count; i += 1) samples.push(await round());
  return samples;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

type Write = (client: pg.Client, rows: readonly unknown[][]) => Promise<unknown>;

/** Into a table with the columns and indexes of the real one, over as many connections. */
async function writeRows(url: string, rows: number, write: Write): Promise<number> {
  const clients = Array.from({ length: AT_ONCE }, () => new pg.Client({ connectionString: url }));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    await clients[0]?.query(
      'DROP TABLE IF EXISTS bench_rows; CREATE TABLE bench_rows (LIKE measurements INCLUDING ALL)',
    );
    const made = clients.map((_client, c) => Array.from({ length: rows / AT_ONCE }, (_, i) => rowOf(c, i)));
    return await timed(() => Promise.all(clients.map((client, c) => inTransactions(client, made[c] ?? [], write))));
  } finally {
    await clients[0]?.query('DROP TABLE IF EXISTS bench_rows');
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** As large as one request makes them. */
async function inTransactions(client: pg.Client, rows: readonly unknown[][], write: Write): Promise<void> {
  for (let from = 0; from < rows.length; from += BATCH * ROWS) {
    await client.query('BEGIN');
    await write(client, rows.slice(from, from + BATCH * ROWS));
    await client.query('COMMIT');
  }
}

const COLUMNS =
  'station_id, at, result_id, step_number, sequence_name, step, attempt, name, value, unit, limits, outcome, counts';
const LIMITS = JSON.stringify([{ op: 'range', low: 4.5, high: 5.5 }]);
const AT = new Date().toISOString();

function rowOf(client: number, i: number): unknown[] {
  const id = `00000000-0000-4000-8000-${String(Math.floor(i / ROWS)).padStart(12, '0')}`;
  const step = Math.floor((i % ROWS) / 5);
  const fixed = ['pcb_test', `step_${step + 1}`, 1, `value_${i % 5}`];
  return [`BENCH-${client}`, AT, id, step, ...fixed, 5 + (i % 97) / 1000, 'V', LIMITS, 'PASS', true];
}

/** In one statement no more: PostgreSQL takes 65,535 parameters. */
const STATEMENT_ROWS = 1000;

async function insertRows(client: pg.Client, rows: readonly unknown[][]): Promise<void> {
  for (let from = 0; from < rows.length; from += STATEMENT_ROWS) {
    const some = rows.slice(from, from + STATEMENT_ROWS);
    const places = some.map((row, r) => `(${row.map((_value, c) => `$${r * row.length + c + 1}`).join(',')})`);
    await client.query(`INSERT INTO bench_rows (${COLUMNS}) VALUES ${places.join(',')}`, some.flat());
  }
}

async function copyRows(client: pg.Client, rows: readonly unknown[][]): Promise<void> {
  const text = rows.map((row) => `${row.map((value) => (value === true ? 't' : value)).join('\t')}\n`).join('');
  await pipeline(Readable.from([text]), client.query(copyFrom(`COPY bench_rows (${COLUMNS}) FROM STDIN`)));
}
