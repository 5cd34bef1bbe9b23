/** Verifies the audit trail page by page, and the records of executions by what it says of them. */
import type { AuditCheck, AuditHead, AuditProblem, VerifyAuditQuery } from '@neurohub/contracts/audit';
import type Database from 'better-sqlite3';
import { executionDigests, NO_HASH, rowHash } from './audit-hash.ts';

/** Few, since each may stand for an execution that is read whole; other readers wait for one page only. */
const ROWS_OF_A_PAGE = 50;
const MOST_PROBLEMS = 100;

interface StoredRow {
  number: number;
  entry_json: string;
  hash: Buffer;
}

interface Entry {
  action: string;
  executionId?: string;
  detail?: { digest?: string };
}

type Facts = ReturnType<typeof factsOf>;

/** The questions that can be asked about the trail as a whole. */
export function auditChecks(db: Database.Database) {
  const facts = factsOf(db);
  return {
    verifyAudit({ after }: VerifyAuditQuery): AuditCheck {
      const rows = facts.rows.all(after, ROWS_OF_A_PAGE);
      const last = rows.at(-1);
      const isEnd = rows.length < ROWS_OF_A_PAGE;
      const found = [...chainProblems(rows, before(facts, after)), ...recordProblems(rows, facts)];
      const head = { number: last?.number ?? after, hash: last?.hash ?? before(facts, after).hash };
      return {
        rows: rows.length,
        executions: rows.filter(({ entry_json }) => entryOf(entry_json)?.action === 'execution.closed').length,
        anchor: facts.hashOf.get(after)?.toString('hex') ?? null,
        problems: isEnd ? [...found, ...endProblems(facts, head.number)] : found,
        last: { number: head.number, hash: head.hash.toString('hex') } satisfies AuditHead,
        next: isEnd ? null : head.number,
        unproven: isEnd ? (facts.unproven.get() ?? 0) : null,
      };
    },
  };
}

function factsOf(db: Database.Database) {
  // Executions that were there before the trail, or came from a damaged database.
  const older = `(SELECT coalesce(max(json_extract(entry_json, '$.detail.lastExecution')), 0) FROM audit
    WHERE action IN ('trail.began', 'trail.salvaged'))`;
  const hasRow = (action: string) =>
    `EXISTS (SELECT 1 FROM audit WHERE execution_id = executions.id AND action = '${action}')`;
  const unclosed = `FROM executions WHERE ended_at IS NOT NULL AND NOT ${hasRow('execution.closed')}`;
  const told = (action: string) =>
    db.prepare<[string], 1>(`SELECT 1 FROM audit WHERE execution_id = ? AND action = '${action}' LIMIT 1`).pluck();
  return {
    rows: db.prepare<[number, number], StoredRow>(
      'SELECT number, entry_json, hash FROM audit WHERE number > ? ORDER BY number LIMIT ?',
    ),
    hashOf: db.prepare<[number], Buffer>('SELECT hash FROM audit WHERE number = ?').pluck(),
    everGiven: db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").pluck(),
    unproven: db.prepare<[], number>(`SELECT count(*) ${unclosed} AND number <= ${older}`).pluck(),
    unaccounted: db
      .prepare<[number], string>(`SELECT id ${unclosed} AND number > ${older} ORDER BY number LIMIT ?`)
      .pluck(),
    exists: db.prepare<[string], 1>('SELECT 1 FROM executions WHERE id = ?').pluck(),
    wasClosed: told('execution.closed'),
    wasRemoved: told('execution.removed'),
    digestOf: executionDigests(db),
  };
}

/** The row that a page follows. One that is gone has no hash: the first row of the page then tells. */
function before({ hashOf }: Facts, after: number): { number: number; hash: Buffer } {
  return { number: after, hash: (after > 0 && hashOf.get(after)) || NO_HASH };
}

function chainProblems(rows: readonly StoredRow[], previous: { number: number; hash: Buffer }): AuditProblem[] {
  const problems: AuditProblem[] = [];
  let { number, hash } = previous;
  for (const row of rows) {
    const missing = row.number - number - 1;
    if (missing > 0) {
      const which = missing === 1 ? `row ${number + 1} is` : `rows ${number + 1} to ${row.number - 1} are`;
      problems.push({ kind: 'removed', number: number + 1, message: `${which} gone` });
    } else if (!rowHash(hash, row.number, row.entry_json).equals(row.hash))
      problems.push({ kind: 'altered', number: row.number, message: `row ${row.number} is not as it was written` });
    ({ number, hash } = row);
  }
  return problems;
}

function recordProblems(rows: readonly StoredRow[], facts: Facts): AuditProblem[] {
  return rows.flatMap(({ number, entry_json }): AuditProblem[] => {
    const { action, executionId, detail } = entryOf(entry_json) ?? {};
    if (executionId === undefined || (action !== 'execution.closed' && action !== 'sequence.start')) return [];
    const isGone = facts.exists.get(executionId) === undefined;
    const of = { number, executionId };
    // One that was closed has a row further on, which tells of it.
    if (isGone && action === 'sequence.start' && facts.wasClosed.get(executionId)) return [];
    if (isGone && facts.wasRemoved.get(executionId)) return [];
    if (isGone) return [{ kind: 'execution-removed', ...of, message: `the record of ${executionId} is gone` }];
    if (action === 'sequence.start' || facts.digestOf(executionId)?.digest === detail?.digest) return [];
    return [
      { kind: 'execution-altered', ...of, message: `the record of ${executionId} is not as it was when it closed` },
    ];
  });
}

/** What only the end of the trail shows: numbers that were given and have no row, and records that no row tells of. */
function endProblems(facts: Facts, last: number): AuditProblem[] {
  const given = facts.everGiven.get() ?? 0;
  const cut: AuditProblem[] =
    given > last
      ? [
          {
            kind: 'truncated',
            number: last + 1,
            message: `${given} rows were written, the last that is left is ${last}`,
          },
        ]
      : [];
  const unaccounted = facts.unaccounted.all(MOST_PROBLEMS).map((executionId): AuditProblem => {
    return { kind: 'truncated', executionId, message: `${executionId} is closed, and the row that says so is gone` };
  });
  return [...cut, ...unaccounted];
}

/** Undefined for a text that was altered into none. */
function entryOf(text: string): Entry | undefined {
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return undefined;
  }
}
