import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeasurementRecord, StepRecord } from '@neurohub/contracts/record';
import Database from 'better-sqlite3';

type Row = Record<string, string | number | null>;

/** What is kept of one execution. */
export interface StoredExecution {
  id: string;
  batchId: string;
  serialNumber: string;
  state: string;
  verdict: string | null;
  endReason: string | null;
  isClosed: boolean;
  stepCount: number;
  steps: { seq: number; step: StepRecord }[];
  /** Committed events in the order of their numbers; `hash` in hex. */
  events: { seq: number; type: string; hash: string }[];
  outbox: OutboxRow[];
}

/** What is to be sent, and whether it was. */
export interface OutboxRow {
  id: string;
  stationSeq: number;
  state: string;
}

export interface StoredStation {
  /** Findings of SQLite's own check; empty when the database is whole. */
  damages: string[];
  executions: StoredExecution[];
}

/**
 * Reads the database of a station that is dead, from a copy: SQLite recovers the copy as the station would recover its own at the
 * next start. Knows the tables, and nothing of the code that writes them.
 */
export function readStationDatabase(dataDir: string, passphrase?: string): StoredStation {
  const folder = mkdtempSync(join(tmpdir(), 'checker-'));
  try {
    copyStationDatabase(dataDir, folder);
    const db = open(join(folder, 'station.db'), passphrase);
    try {
      return readAll(db);
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same of a station that works: what is committed now, as any other reader sees it. */
export function readLiveStation(dataDir: string): StoredStation {
  const db = new Database(join(dataDir, 'station.db'), { readonly: true });
  try {
    return readAll(db);
  } finally {
    db.close();
  }
}

/** The library is the same in every respect but the encryption, and so of the same types. */
function open(file: string, passphrase: string | undefined): Database.Database {
  if (passphrase === undefined) return new Database(file);
  const Encrypting: typeof Database = createRequire(import.meta.url)('better-sqlite3-multiple-ciphers');
  const db = new Encrypting(file);
  for (const setting of ["cipher = 'sqlcipher'", 'legacy = 4', `key = '${passphrase}'`]) db.pragma(setting);
  return db;
}

/** Copies the database with what is still in its log. Only for a station that is dead. */
export function copyStationDatabase(dataDir: string, folder: string): void {
  for (const name of ['station.db', 'station.db-wal'])
    if (existsSync(join(dataDir, name))) copyFileSync(join(dataDir, name), join(folder, name));
}

function readAll(db: Database.Database): StoredStation {
  const rows = (sql: string) => db.prepare<[], Row>(sql).all();
  const damages = rows('PRAGMA integrity_check').map((row) => String(row['integrity_check']));
  const measurements = Map.groupBy(rows('SELECT * FROM measurements ORDER BY position'), (row) =>
    attemptKey(row, row['step_name']),
  );
  const steps = Map.groupBy(rows("SELECT * FROM steps WHERE status <> 'running' ORDER BY seq"), executionOf);
  const events = Map.groupBy(rows('SELECT *, lower(hex(hash)) AS hex FROM record_events ORDER BY seq'), executionOf);
  const outbox = Map.groupBy(rows('SELECT * FROM outbox'), executionOf);
  const executions = rows('SELECT * FROM executions ORDER BY number').map((row) => ({
    id: String(row['id']),
    batchId: String(row['batch_id']),
    serialNumber: String(row['serial_number']),
    state: String(row['state']),
    verdict: textOf(row['verdict']),
    endReason: textOf(row['end_reason']),
    isClosed: row['ended_at'] !== null,
    stepCount: Number(row['step_count']),
    steps: (steps.get(String(row['id'])) ?? []).map((step) => ({
      seq: Number(step['seq']),
      step: toStep(step, measurements.get(attemptKey(step, step['name'])) ?? []),
    })),
    events: (events.get(String(row['id'])) ?? []).map((event) => ({
      seq: Number(event['seq']),
      type: String(event['type']),
      hash: String(event['hex']),
    })),
    outbox: (outbox.get(String(row['id'])) ?? []).map((sent) => ({
      id: String(sent['id']),
      stationSeq: Number(sent['station_seq']),
      state: String(sent['state']),
    })),
  }));
  return { damages: damages.filter((text) => text !== 'ok'), executions };
}

const executionOf = (row: Row) => String(row['execution_id']);
const attemptKey = (row: Row, step: Row[string] | undefined) =>
  [row['execution_id'], step, row['iteration'], row['attempt']].join(' ');
const textOf = (value: Row[string] | undefined) => (typeof value === 'string' ? value : null);

function toStep(row: Row, measurements: readonly Row[]): StepRecord {
  return {
    name: row['name'],
    ...optional('displayName', row['display_name_json'], JSON.parse),
    group: row['step_group'],
    index: row['step_index'],
    attempt: row['attempt'],
    status: row['status'],
    ...optional('startedAt', row['started_at']),
    durationMs: row['duration_ms'],
    ...optional('error', row['error_json'], JSON.parse),
    ...optional('skipReason', row['skip_reason']),
    ...(row['detail_json'] === null ? {} : JSON.parse(String(row['detail_json']))),
    measurements: measurements.map(toMeasurement),
  } as StepRecord;
}

function toMeasurement(row: Row): MeasurementRecord {
  return {
    name: row['name'],
    kind: row['kind'],
    value: measuredValue(row),
    ...optional('valueText', row['value_text']),
    ...optional('unit', row['unit']),
    limits: JSON.parse(String(row['limits_json'])),
    outcome: row['outcome'],
    marginal: row['marginal'] === 1,
    setAt: row['set_at'],
    // What has no column of its own: of a series, or of any JSON.
    ...(row['detail_json'] === null ? {} : JSON.parse(String(row['detail_json']))),
  } as MeasurementRecord;
}

function measuredValue(row: Row): MeasurementRecord['value'] {
  if (row['value_text'] !== null || row['kind'] === 'json' || row['kind'] === 'series') return null;
  if (row['kind'] === 'string') return String(row['string_value']);
  return row['kind'] === 'boolean' ? row['value'] === 1 : Number(row['value']);
}

function optional(key: string, value: Row[string] | undefined, convert: (text: string) => unknown = (text) => text) {
  return typeof value === 'string' ? { [key]: convert(value) } : {};
}
