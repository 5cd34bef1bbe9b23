import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertDurable, openReadOnly, openWritable } from './connection.ts';
import { MIGRATIONS, type Migration } from './migrations.ts';

let dir: string;
let file: string;
const code = (expected: string) => expect.objectContaining({ code: expected });
const FIRST = MIGRATIONS.slice(0, 1);
const open = (migrations: readonly Migration[] = MIGRATIONS) =>
  openWritable({ file, backupsDir: join(dir, 'backups'), migrations });

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'station-db-'));
  file = join(dir, 'station.db');
});
afterEach(() => rm(dir, { recursive: true }));

describe('an opened database', () => {
  it('syncs fully after its first write, with every other setting', () => {
    const db = open();
    const setting = (name: string) => db.pragma(name, { simple: true });
    expect(setting('journal_mode')).toBe('wal');
    expect(setting('synchronous')).toBe(2);
    expect(setting('foreign_keys')).toBe(1);
    expect(setting('trusted_schema')).toBe(0);
    expect(setting('cell_size_check')).toBe(1);
    expect(setting('mmap_size')).toBe(0);
    expect(setting('wal_autocheckpoint')).toBe(4000);
    expect(setting('user_version')).toBe(MIGRATIONS.length);
    db.close();
  });

  it('is refused when its commits would not be on the disk', () => {
    const db = open();
    db.pragma('synchronous = NORMAL');
    expect(() => assertDurable(db)).toThrow(code('STORAGE_FAILED'));
    db.close();
  });

  it('counts how often it was opened', () => {
    open().close();
    const db = open();
    expect(db.prepare("SELECT value FROM meta WHERE key = 'opens'").pluck().get()).toBe(2);
    db.close();
  });

  it('cannot be written through the connection for reading', () => {
    const db = open();
    const reader = openReadOnly(file);
    expect(() => reader.exec("INSERT INTO batches VALUES ('a', 1)")).toThrow(/readonly/);
    reader.close();
    db.close();
  });
});

describe('a database that is not as expected', () => {
  it('is refused when a newer station wrote it, and stays as it was', () => {
    const db = open();
    db.pragma('user_version = 99');
    db.close();
    expect(() => open()).toThrow(code('SCHEMA_NEWER'));
    const after = new Database(file);
    expect(after.pragma('user_version', { simple: true })).toBe(99);
    after.close();
  });

  it('is refused when it belongs to another program', () => {
    const other = new Database(file);
    other.exec('CREATE TABLE theirs (a)');
    other.close();
    expect(() => open()).toThrow(/not a database of this station/);
  });

  it('is refused when it is no database', async () => {
    await writeFile(file, 'x'.repeat(4096));
    expect(() => open()).toThrow(/not a database/);
  });
});

describe('a migration', () => {
  const next: Migration = { version: MIGRATIONS.length + 1, sql: 'ALTER TABLE batches ADD COLUMN remark TEXT;' };

  it('from the first schema keeps every measurement, its protection, and takes series and JSON', async () => {
    const old = open(FIRST);
    old.exec(CLOSED_EXECUTION);
    const before = old.prepare('SELECT * FROM measurements').all();
    old.close();
    const db = open();
    expect(db.prepare('SELECT * FROM measurements').all()).toEqual(
      before.map((row) => Object.assign({}, row, { iteration: '', detail_json: null })),
    );
    expect(() => db.exec('DELETE FROM measurements')).toThrow(/never deleted/);
    expect(() => db.exec('UPDATE measurements SET value = 1')).toThrow(/never changes/);
    const insert = (kind: string, detail: string | null) =>
      db
        .prepare(
          `INSERT INTO measurements (execution_id, step_name, attempt, position, name, kind, limits_json, outcome, marginal, set_at,
            detail_json) VALUES ('e', 'one', 1, ?, 'm', ?, '[]', 'INFO', 0, '2026-01-01T00:00:00.000Z', ?)`,
        )
        .run(kind.length, kind, detail);
    insert('json', '{"json":1}');
    expect(() => insert('series', null)).toThrow(/CHECK/);
    expect(() => insert('number', '{}')).toThrow(/CHECK/);
    expect(await readdir(join(dir, 'backups'))).toHaveLength(1);
    db.close();
  });

  it('from the first schema still refuses a PASS that the measurements do not bear', () => {
    const old = open(FIRST);
    old.exec(OPEN_EXECUTION_WITH_A_MISS);
    old.close();
    const db = open();
    expect(() =>
      db.exec("UPDATE executions SET state = 'completed', verdict = 'PASS', end_reason = 'completed', ended_at = 'x'"),
    ).toThrow(/a measurement missed its limit/);
    db.close();
  });

  it.each([1, 2])('from schema %i keeps executions, their steps, their order and every reference', (version) => {
    const old = open(MIGRATIONS.slice(0, version));
    old.exec(CLOSED_EXECUTION);
    old.exec(`INSERT INTO checkpoints VALUES ('e', 2, 1, 1);
      INSERT INTO outbox (id, target, kind, execution_id, state, created_at) VALUES ('o', 'neurohub', 'execution', 'e', 'pending', 'x')`);
    const read = (db: Database.Database, sql: string) => db.prepare<[], object>(sql).all();
    const tables = ['executions', 'steps', 'checkpoints', 'outbox'];
    const before = tables.map((table) => read(old, `SELECT * FROM ${table}`)[0]);
    old.close();
    const db = open();
    const after = tables.map((table) => read(db, `SELECT * FROM ${table}`)[0]);
    for (const [i, row] of before.entries()) expect(after[i]).toMatchObject(row ?? {});
    expect(after[0]).toMatchObject({ simulated: 0, partial: 0, overridden: 0 });
    expect(after[1]).toMatchObject({ iteration: '', detail_json: null });
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(() =>
      db.exec("INSERT INTO checkpoints (execution_id, last_seq, step_seq, next_step_index) VALUES ('nobody', 0, 0, 0)"),
    ).toThrow(/FOREIGN KEY/);
    db.exec(CLOSED_EXECUTION.replaceAll("'e'", "'next'"));
    expect(db.prepare('SELECT id FROM executions ORDER BY number').pluck().all()).toEqual(['e', 'next']);
    expect(() => db.exec("UPDATE executions SET simulated = 1 WHERE id = 'e'")).toThrow(/never changes/);
    db.close();
  });

  it('that would lose a reference changes nothing', () => {
    const db = open();
    db.exec(CLOSED_EXECUTION);
    db.close();
    const losing: Migration = {
      version: next.version,
      sql: 'DROP TRIGGER executions_are_kept; DELETE FROM executions;',
    };
    expect(() => open([...MIGRATIONS, losing])).toThrow(/would lose references/);
    const after = open();
    expect(after.prepare('SELECT count(*) FROM executions').pluck().get()).toBe(1);
    after.close();
  });

  it('keeps a copy of the old database and everything in the new one', async () => {
    const old = open();
    old.exec("INSERT INTO batches VALUES ('b', 7)");
    old.close();
    const db = open([...MIGRATIONS, next]);
    expect(db.prepare('SELECT * FROM batches').all()).toEqual([{ id: 'b', epoch: 7, remark: null }]);
    expect(db.prepare('SELECT version FROM migrations').pluck().all()).toEqual(
      [...MIGRATIONS, next].map(({ version }) => version),
    );
    db.close();
    const [copy = ''] = await readdir(join(dir, 'backups'));
    const kept = new Database(join(dir, 'backups', copy), { readonly: true });
    expect(kept.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(kept.prepare('SELECT * FROM batches').all()).toEqual([{ id: 'b', epoch: 7 }]);
    kept.close();
  });

  it('that fails half way changes nothing', () => {
    open().close();
    const broken: Migration = { version: next.version + 1, sql: 'CREATE TABLE half (a); SELECT no_such_function();' };
    expect(() => open([...MIGRATIONS, next, broken])).toThrow(/no_such_function/);
    const db = open();
    expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
    expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").pluck().get()).toBe(0);
    db.close();
  });
});

describe('an execution', () => {
  it.each(['simulated', 'partial'])('that is %s is never a production execution', (flag) => {
    const db = open();
    const insert = (mode: string) =>
      db.exec(`INSERT INTO executions (id, schema_version, station_id, batch_id, epoch, serial_number, mode, sequence_name,
        sequence_version, state, accepted_at, step_count, ${flag}) VALUES ('${mode}', 1, 's', 'b', 1, 'SN', '${mode}', 'q', '1',
        'running', 'x', 1, 1)`);
    expect(() => insert('production')).toThrow(/CHECK/);
    insert('debug');
    db.close();
  });
});

describe('what is closed', () => {
  it.each([
    ["UPDATE executions SET verdict = 'FAIL' WHERE id = 'e'", /closed execution never changes/],
    ["DELETE FROM executions WHERE id = 'e'", /never deleted/],
    ["UPDATE steps SET status = 'failed' WHERE execution_id = 'e'", /ended attempt never changes/],
    ["DELETE FROM steps WHERE execution_id = 'e'", /never deleted/],
    ['UPDATE measurements SET value = 1', /measurement never changes/],
    ['DELETE FROM measurements', /never deleted/],
  ])('cannot be changed by hand: %s', (sql, message) => {
    const db = open();
    db.exec(CLOSED_EXECUTION);
    expect(() => db.exec(sql)).toThrow(message);
    db.exec("UPDATE executions SET dropped_logs = 3 WHERE id = 'e'");
    db.close();
  });
});

const CLOSED_EXECUTION = `
  INSERT INTO executions (id, schema_version, station_id, batch_id, epoch, serial_number, mode, sequence_name,
    sequence_version, state, accepted_at, step_count)
    VALUES ('e', 1, 's', 'b', 1, 'SN', 'production', 'q', '1', 'running', '2026-01-01T00:00:00.000Z', 1);
  INSERT INTO steps (execution_id, name, attempt, step_index, step_group, status, seq, duration_ms)
    VALUES ('e', 'one', 1, 0, 'main', 'passed', 1, 1);
  INSERT INTO measurements (execution_id, step_name, attempt, position, name, kind, value, limits_json, outcome, marginal, set_at)
    VALUES ('e', 'one', 1, 0, 'vcc', 'number', 5, '[]', 'PASS', 0, '2026-01-01T00:00:00.000Z');
  UPDATE executions SET state = 'completed', verdict = 'PASS', end_reason = 'completed', ended_at = '2026-01-01T00:00:01.000Z'
    WHERE id = 'e';
`;

const OPEN_EXECUTION_WITH_A_MISS = `${CLOSED_EXECUTION.split('UPDATE executions')[0]?.replace("'PASS', 0", "'FAIL', 0")}`;
