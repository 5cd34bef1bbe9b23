/**
 * Takes results of a station: each exactly once, whatever is sent again, at the same time, or beside something that cannot be read.
 *
 * Read all → partitions → one transaction: ledger (what is new there is stored, everything else was here) → rows → what is odd →
 * commit → answers. When a value turns out to be impossible for the database, each record goes alone, so that only that one is refused.
 */
import type { RecordAnswer, SendResultsAnswer, SendResultsBody, SentRecord } from '@neurohub/contracts/hub-sync';
import type { Pool, PoolClient } from 'pg';
import { transact } from '../database/transact.ts';
import { keepContentNames, missingContents } from './content-names.ts';
import { copyLines } from './copy-text.ts';
import { hashesOf, insertIntoLedger, type LedgerRow } from './ledger.ts';
import { forgetMonths, makeMonths } from './months.ts';
import { countArrivals, noteConflicts, noteForks } from './notice.ts';
import { type Reading, type ReadRecord, readRecord } from './read-record.ts';
import { addRows, COLUMNS, type RowTables, timeOf } from './record-rows.ts';

/** @returns an answer for each record, in their order. Only what was committed is answered. @throws what the database says */
export async function ingestResults(
  pool: Pool,
  stationId: string,
  { records }: Pick<SendResultsBody, 'records'>,
): Promise<SendResultsAnswer> {
  // PostgreSQL knows one way of writing an id; the answers have it as it was sent.
  const readings = records.map((sent) => readRecord({ ...sent, id: sent.id.toLowerCase() }));
  const receivedAt = new Date();
  const readable = firstOfEach(readings);
  const refused = new Map<string, string>();
  const stored = await storeInMonths(pool, { stationId, receivedAt, records: readable }, refused);
  const answers = await answerAll(pool, stationId, { readings, stored, refused });
  return { records: answers.map((answer, i) => ({ ...answer, id: records[i]?.id ?? answer.id })) };
}

interface Batch {
  stationId: string;
  receivedAt: Date;
  /** No two with the same id. */
  records: ReadRecord[];
}

function firstOfEach(readings: readonly Reading[]): ReadRecord[] {
  const byId = new Map<string, ReadRecord>();
  for (const reading of readings)
    if (reading.ok && !byId.has(reading.value.sent.id)) byId.set(reading.value.sent.id, reading.value);
  return [...byId.values()];
}

/** A month that was let go since it was made is made once more. */
async function storeInMonths(pool: Pool, batch: Batch, refused: Map<string, string>): Promise<Set<string>> {
  const times = batch.records.map(({ record }) => timeOf(record, batch.receivedAt));
  await makeMonths(pool, times);
  try {
    return await storeAll(pool, batch, refused);
  } catch (thrown) {
    if (!isWithoutPartition(thrown)) throw thrown;
  }
  forgetMonths(pool);
  await makeMonths(pool, times);
  return storeAll(pool, batch, refused);
}

/** 23514: among others, a row for which there is no partition. */
const isWithoutPartition = (thrown: unknown) => thrown instanceof Error && 'code' in thrown && thrown.code === '23514';

/** Ids of what is new. What the database cannot hold is put into `refused`. */
async function storeAll(pool: Pool, batch: Batch, refused: Map<string, string>): Promise<Set<string>> {
  if (batch.records.length === 0) return new Set();
  try {
    return await transact(pool, (db) => store(db, batch));
  } catch (thrown) {
    if (!isImpossibleValue(thrown)) throw thrown;
    const [only, ...others] = batch.records;
    if (only && others.length === 0) {
      refused.set(only.sent.id, (thrown as Error).message);
      return new Set();
    }
  }
  const stored = new Set<string>();
  for (const record of batch.records)
    for (const id of await storeAll(pool, { ...batch, records: [record] }, refused)) stored.add(id);
  return stored;
}

/** Class 22: data that the columns cannot hold. 54000: a value that is too long for an index. */
const isImpossibleValue = (thrown: unknown) =>
  thrown instanceof Error && 'code' in thrown && /^(22...|54000)$/.test(String(thrown.code));

async function store(db: PoolClient, { stationId, receivedAt, records }: Batch): Promise<Set<string>> {
  const rows = records.map(({ sent, record }): LedgerRow => {
    return { ...sent, executionId: record.id, at: timeOf(record, receivedAt) };
  });
  const isNew = await insertIntoLedger(db, { stationId, receivedAt, rows });
  const added = records.filter(({ sent }) => isNew.has(sent.id));
  if (added.length === 0) return isNew;
  const tables: RowTables = { results: [], records: [], steps: [], measurements: [] };
  for (const read of added) addRows(tables, read, { stationId, receivedAt });
  for (const table of ['results', 'records', 'steps', 'measurements'] as const)
    await copyLines(db, { table, columns: COLUMNS[table] }, tables[table]);
  await keepContentNames(db, stationId, added);
  const sent = added.map((read) => read.sent);
  await countArrivals(db, stationId, sent);
  await noteForks(db, stationId, sent);
  return isNew;
}

interface Outcome {
  readings: readonly Reading[];
  stored: Set<string>;
  refused: ReadonlyMap<string, string>;
}

async function answerAll(pool: Pool, stationId: string, outcome: Outcome): Promise<RecordAnswer[]> {
  const { readings, stored, refused } = outcome;
  const hashes = await hashesById(pool, stationId, outcome);
  const missing = await missingContents(
    pool,
    stationId,
    readings.flatMap((reading) => (reading.ok ? reading.value.contents : [])),
  );
  const told = new Set<string>();
  const answers = readings.map((reading): RecordAnswer => {
    const one = reading.ok ? reading.value.sent : reading.sent;
    const known = hashes.get(one.id);
    if (known === undefined) return rejected(one, reading.ok ? refused.get(one.id) : reading.problem);
    if (known !== one.sha256) return conflict(one, known);
    const isFirst = stored.has(one.id) && !told.has(one.id);
    told.add(one.id);
    const lacking = reading.ok ? reading.value.contents.filter((hash) => missing.has(hash)) : [];
    return {
      id: one.id,
      outcome: isFirst ? 'stored' : 'duplicate',
      ...(lacking.length > 0 && { missing: lacking }),
    };
  });
  await noteConflicts(
    pool,
    stationId,
    answers.filter(({ outcome }) => outcome === 'conflict'),
  );
  return answers;
}

/** What is here under the ids that were sent. */
async function hashesById(pool: Pool, stationId: string, { readings, stored }: Outcome): Promise<Map<string, string>> {
  const sent = readings.map((reading) => (reading.ok ? reading.value.sent : reading.sent));
  const hashes = new Map<string, string>();
  // Of several with the same id the first was stored.
  for (const { id, sha256 } of firstOfEach(readings).map((read) => read.sent))
    if (stored.has(id)) hashes.set(id, sha256);
  const others = sent.flatMap(({ id }) => (stored.has(id) ? [] : [id]));
  if (others.length > 0) for (const [id, sha256] of await hashesOf(pool, stationId, others)) hashes.set(id, sha256);
  return hashes;
}

function rejected({ id }: SentRecord, problem = 'it was not stored'): RecordAnswer {
  return { id, outcome: 'rejected', error: { code: 'PAYLOAD_INVALID', message: problem } };
}

function conflict({ id, sha256 }: SentRecord, known: string): RecordAnswer {
  const message = `${id} arrived before with the hash ${known}; now it has ${sha256}`;
  return { id, outcome: 'conflict', error: { code: 'PAYLOAD_CONFLICT', message } };
}
