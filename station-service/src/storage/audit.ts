/** Owner of the table `audit`: who did what. Rows are only added, each in the transaction of whoever adds it. */
import { createHash } from 'node:crypto';
import type { AuditEntry, AuditPage, AuditQuery, AuditRow } from '@neurohub/contracts/audit';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import type Database from 'better-sqlite3';
import { executionDigests, NO_HASH, rowHash } from './audit-hash.ts';
import { type AuditWho, THE_STATION } from './audit-who.ts';
import type { ExecutionEnd, NewExecution } from './executions.ts';
import { cutPage, decodeCursor } from './page-cursor.ts';

/** What a row holds besides its number and hash. */
export type TimedAuditEntry = AuditEntry & { at: string };

const MAX_DETAIL_BYTES = 8 * 1024;

export type AuditTable = ReturnType<typeof auditTable>;

/** The statements of the table, prepared once for a connection. */
export function auditTable(db: Database.Database) {
  const lastHash = db.prepare<[], Buffer>('SELECT hash FROM audit ORDER BY number DESC LIMIT 1').pluck();
  // Not the number of the last row: when that has been cut off, the gap stays for ever.
  const lastNumber = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").pluck();
  const lastExecution = db.prepare<[], number | null>('SELECT max(number) FROM executions').pluck();
  const insert = db.prepare('INSERT INTO audit (number, entry_json, hash) VALUES (?, ?, ?)');
  const batchOf = db.prepare<[string], string>('SELECT batch_id FROM executions WHERE id = ?').pluck();
  const digestOf = executionDigests(db);

  const add = ({ detail = {}, ...entry }: TimedAuditEntry): void => {
    const number = (lastNumber.get() ?? 0) + 1;
    const text = canonicalJson({ ...entry, detail: bounded(detail) });
    insert.run(number, text, rowHash(lastHash.get() ?? NO_HASH, number, text));
  };
  const addOwn = (action: AuditEntry['action'], rest: Omit<TimedAuditEntry, 'action' | 'who' | 'from'>) =>
    add({ action, ...THE_STATION, ...rest });
  return {
    add,
    /** The first row of all: nothing is proven of executions that were closed before it. */
    begin(at: string): void {
      if (lastHash.get() === undefined)
        addOwn('trail.began', { at, detail: { lastExecution: lastExecution.get() ?? 0 } });
    },
    /** As {@link begin}, of what was taken over from a damaged database. */
    salvaged(at: string, detail: object): void {
      addOwn('trail.salvaged', { at, detail: { ...detail, lastExecution: lastExecution.get() ?? 0 } });
    },
    executionAccepted(
      e: NewExecution,
      { by = THE_STATION, startGate }: { by?: AuditWho | undefined; startGate?: unknown } = {},
    ): void {
      const { serialNumber } = e.dut;
      const detail = {
        serialNumber,
        operator: e.operator,
        packageHash: e.packageHash,
        planHash: e.planHash,
        startGate,
      };
      add({ at: e.acceptedAt, action: 'sequence.start', ...by, batchId: e.batchId, executionId: e.id, detail });
    },
    /** Takes the hash of everything that is stored of it: nothing may be added to it afterwards. Gives how much text that is. */
    executionClosed(
      executionId: string,
      { at, verdict, endReason }: Pick<ExecutionEnd, 'at' | 'verdict' | 'endReason'>,
    ): number {
      const batchId = batchOf.get(executionId);
      const { digest = null, length = 0 } = digestOf(executionId) ?? {};
      addOwn('execution.closed', {
        ...{ at, batchId, executionId },
        detail: { verdict, endReason, digestVersion: 1, digest },
      });
      return length;
    },
  };
}

/** What is too long is told by its hash: a row stays small, and says that it does not hold everything. */
function bounded(detail: object): object {
  const text = canonicalJson(detail);
  if (Buffer.byteLength(text) <= MAX_DETAIL_BYTES) return detail;
  return { tooLong: true, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') };
}

interface StoredRow {
  number: number;
  entry_json: string;
  hash: Buffer;
}

const FILTERS = { batchId: 'batch_id', executionId: 'execution_id', action: 'action', who: 'who' } as const;

/** The questions that can be asked of the table. */
export function auditQueries(db: Database.Database) {
  return {
    /** Newest first. @throws CodedError VALIDATION_ERROR for a cursor that is none */
    listAudit({ limit, cursor, ...query }: AuditQuery): AuditPage {
      const wanted = Object.entries(FILTERS).flatMap(([key, column]) => {
        const value = query[key as keyof typeof FILTERS];
        return value === undefined ? [] : [{ column, value }];
      });
      const where = wanted.map(({ column }) => ` AND ${column} = ?`).join('');
      const from = cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeCursor(cursor);
      const rows = db
        .prepare<unknown[], StoredRow>(
          `SELECT number, entry_json, hash FROM audit WHERE number < ?${where} ORDER BY number DESC LIMIT ?`,
        )
        .all(from, ...wanted.map(({ value }) => value), limit + 1);
      const { kept, nextCursor } = cutPage(rows, limit, ({ number }) => number);
      return { items: kept.map(toAuditRow), nextCursor };
    },
  };
}

function toAuditRow({ number, entry_json, hash }: StoredRow): AuditRow {
  return { number, ...(JSON.parse(entry_json) as Omit<AuditRow, 'number' | 'hash'>), hash: hash.toString('hex') };
}
