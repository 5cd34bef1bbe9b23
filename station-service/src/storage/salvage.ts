/**
 * Takes over what can be read of a damaged database, execution by execution: whole, or not at all. A record with holes could say PASS and
 * not show why.
 */
import type Database from 'better-sqlite3';
import { openDatabase } from './open-database.ts';

type Row = Record<string, unknown>;

/** Every table with rows of an execution, and the column that names it. */
const OF_EXECUTION = [
  ['steps', 'execution_id'],
  ['measurements', 'execution_id'],
  ['record_events', 'execution_id'],
  ['checkpoints', 'execution_id'],
  ['sequence_states', 'execution_id'],
  ['interruptions', 'execution_id'],
  ['pauses', 'execution_id'],
  ['hardware_losses', 'execution_id'],
  ['outbox', 'execution_id'],
  ['outbox_payloads', 'execution_id'],
  ['contents', 'execution_id'],
] as const;
/** Small, and of no execution. */
const WHOLE = ['batches', 'commands', 'lock_outs', 'alarms'] as const;

/** An execution that had not ended may have lost its last steps without a trace: it is closed, never gone on with. */
const LET_NONE_GO_ON = `UPDATE checkpoints SET stop_asked = 1
  WHERE execution_id IN (SELECT id FROM executions WHERE ended_at IS NULL)`;

export interface Salvaged {
  salvaged: number;
  lost: number;
}

/** `db` is new and empty; the caller's transaction is on. */
export function salvage(db: Database.Database, damagedFile: string, passphrase?: string): Salvaged {
  const version = Number(db.pragma('user_version', { simple: true }));
  const damaged = openDamaged(damagedFile, version, passphrase);
  if (!damaged) return { salvaged: 0, lost: 0 };
  try {
    return withoutRules(db, () => takeOver(db, damaged));
  } finally {
    damaged.close();
  }
}

/** Undefined when not even its first page can be read, or an older station has written it. */
function openDamaged(file: string, version: number, passphrase?: string): Database.Database | undefined {
  try {
    const damaged = openDatabase(file, { readonly: true, fileMustExist: true }, passphrase);
    if (damaged.pragma('user_version', { simple: true }) === version) return damaged;
    damaged.close();
  } catch {
    // The files stay where they are, for somebody with other tools.
  }
  return undefined;
}

/** Rows that are closed already are not accepted one by one: the rules are for those that arise. They hold again afterwards. */
function withoutRules<T>(db: Database.Database, work: () => T): T {
  const rules = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of rules) db.exec(`DROP TRIGGER ${name}`);
  const result = work();
  for (const { sql } of rules) db.exec(sql);
  return result;
}

function takeOver(db: Database.Database, damaged: Database.Database): Salvaged {
  for (const table of WHOLE) for (const row of readable(damaged, table)) insert(db, table, row);
  const plans = new Map(readable(damaged, 'plans').map((row) => [row['hash'], row]));
  const found: Salvaged = { salvaged: 0, lost: 0 };
  for (const execution of readable(damaged, 'executions').sort(byNumber)) {
    const rows = wholeRows(damaged, execution, plans);
    if (!rows) {
      found.lost += 1;
      continue;
    }
    for (const [table, row] of rows) insert(db, table, row);
    found.salvaged += 1;
  }
  db.exec(LET_NONE_GO_ON);
  return found;
}

const byNumber = (a: Row, b: Row) => Number(a['number']) - Number(b['number']);

/** All rows of one execution; null when something is missing. */
function wholeRows(damaged: Database.Database, execution: Row, plans: Map<unknown, Row>): [string, Row][] | null {
  const id = execution['id'];
  const planHash = execution['plan_hash'];
  const plan = planHash === null ? undefined : plans.get(planHash);
  if (planHash !== null && !plan) return null;
  try {
    const rows = OF_EXECUTION.flatMap(([table, column]) =>
      damaged
        .prepare<[unknown], Row>(`SELECT * FROM ${table} WHERE ${column} = ?`)
        .all(id)
        .map((row): [string, Row] => [table, row]),
    );
    if (!isWhole(rows)) return null;
    return [...(plan ? [['plans', plan] as [string, Row]] : []), ['executions', execution], ...rows];
  } catch {
    // One of its pages cannot be read.
    return null;
  }
}

/** Its events count from 1 without a hole, and every step that ended is there. */
function isWhole(rows: readonly [string, Row][]): boolean {
  const events = rows.filter(([table]) => table === 'record_events').map(([, row]) => row);
  const seqs = events.map((row) => Number(row['seq'])).sort((a, b) => a - b);
  const ended = events.filter((row) => row['type'] === 'stepEnded').length;
  const steps = rows.filter(([table, row]) => table === 'steps' && row['status'] !== 'running').length;
  return seqs.every((seq, i) => seq === i + 1) && ended === steps;
}

/** From the front as far as it can be read, then from the back: a damaged page is somewhere between. */
function readable(damaged: Database.Database, table: string): Row[] {
  const rows = new Map<string, Row>();
  for (const direction of ['ASC', 'DESC']) {
    try {
      for (const row of damaged.prepare<[], Row>(`SELECT * FROM ${table} ORDER BY 1 ${direction}`).iterate())
        rows.set(String(Object.values(row)[0]), row);
      break;
    } catch {
      // What comes after it is looked for from the other end.
    }
  }
  return [...rows.values()];
}

function insert(db: Database.Database, table: string, row: Row): void {
  const columns = Object.keys(row);
  const places = columns.map(() => '?').join(', ');
  db.prepare(`INSERT OR IGNORE INTO ${table} (${columns.join(', ')}) VALUES (${places})`).run(...Object.values(row));
}
