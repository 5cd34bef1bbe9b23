/**
 * Owner of the tables `outbox` and `outbox_payloads`: what is still to be sent, and what is known of it. A row is written in the
 * transaction of the change it reports. Being under way is no state: after a crash everything that has not arrived is pending.
 */
import { randomUUID } from 'node:crypto';
import type Database from 'better-sqlite3';
import type { ContentsTable } from './contents.ts';

/** Says of which execution a row is, in the words of the index. */
export const OF_EXECUTION = "target = 'neurohub' AND kind = 'execution' AND execution_id";

/** Why NeuroHub did not take something, and when it said so. */
export interface StoredProblem {
  code: string;
  message: string;
  at: string;
}

/** A record as it will be sent by every attempt. */
export interface FrozenRecord {
  stationSeq: number;
  executionId: string;
  sha256: string;
  /** Of the text. */
  bytes: number;
  /** The text as gzip. */
  payload: Uint8Array;
}

/** What became of an attempt to send, by record. */
export interface SettledRecords {
  at: string;
  /** They are on the disk of NeuroHub, apart from these files. */
  arrived?: { stationSeq: number; missing: string[] }[];
  quarantined?: { stationSeq: number; problem: StoredProblem }[];
  /** Sent, and nothing is known of them: they stay pending. */
  failed?: { stationSeqs: number[]; problem: StoredProblem };
}

export type OutboxTable = ReturnType<typeof outboxTable>;

/** The statements of the tables, prepared once for a connection. */
export function outboxTable(db: Database.Database, contents: ContentsTable) {
  const insert = db.prepare(`INSERT INTO outbox (id, target, kind, execution_id, state, created_at, bytes)
    VALUES (?, 'neurohub', 'execution', ?, 'pending', ?, ?)`);
  const freeze = db.prepare("UPDATE outbox SET sha256 = ?, bytes = ? WHERE station_seq = ? AND state = 'pending'");
  const keepPayload = db.prepare(
    'INSERT OR REPLACE INTO outbox_payloads (station_seq, execution_id, payload) VALUES (?, ?, ?)',
  );
  const dropPayload = db.prepare('DELETE FROM outbox_payloads WHERE station_seq = ?');
  const arrive = db
    .prepare<[string, number], string>(
      `UPDATE outbox SET state = 'done', done_at = ?, problem_json = NULL, attempts = attempts + 1
       WHERE station_seq = ? RETURNING execution_id`,
    )
    .pluck();
  const quarantine = db.prepare(
    "UPDATE outbox SET state = 'quarantined', problem_json = ?, attempts = attempts + 1 WHERE station_seq = ?",
  );
  const fail = db.prepare(`UPDATE outbox SET problem_json = ?, attempts = attempts + 1
    WHERE state = 'pending' AND station_seq IN (SELECT value FROM json_each(?))`);
  const quarantineOf = db.prepare(
    `UPDATE outbox SET state = 'quarantined', problem_json = ? WHERE ${OF_EXECUTION} = ? AND state = 'done'`,
  );
  const retry = db
    .prepare<[string | null, string | null], string>(
      // One that has arrived waits for a file, unless NeuroHub has another content: then only NeuroHub can say whether it still has.
      `UPDATE outbox SET problem_json = NULL, attempts = 0,
         state = CASE WHEN done_at IS NULL OR problem_json ->> '$.code' = 'PAYLOAD_CONFLICT' THEN 'pending' ELSE 'done' END,
         done_at = CASE WHEN problem_json ->> '$.code' = 'PAYLOAD_CONFLICT' THEN NULL ELSE done_at END
       WHERE state <> 'done' AND state = 'quarantined' AND (? IS NULL OR id IN (SELECT value FROM json_each(?)))
       RETURNING CASE WHEN done_at IS NULL THEN '' ELSE execution_id END`,
    )
    .pluck();
  const again = db
    .prepare<[number], string>(
      `UPDATE outbox SET state = 'pending', done_at = NULL WHERE station_seq = ? AND state = 'done' RETURNING execution_id`,
    )
    .pluck();
  const lastGiven = db.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").pluck();
  const giveOnlyAfter = db.prepare("UPDATE sqlite_sequence SET seq = ? WHERE name = 'outbox'");
  const giveFirstAfter = db.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)");

  return {
    /** The id is made here and never changes: it is what makes a second delivery harmless. @param bytes about how long the record is */
    addExecution: (executionId: string, { at, bytes }: { at: string; bytes: number }) =>
      void insert.run(randomUUID(), executionId, at, bytes),
    freeze(records: readonly FrozenRecord[]): void {
      for (const { stationSeq, executionId, sha256, bytes, payload } of records)
        if (freeze.run(sha256, bytes, stationSeq).changes === 1) keepPayload.run(stationSeq, executionId, payload);
    },
    settle({ at, arrived = [], quarantined = [], failed }: SettledRecords): void {
      for (const { stationSeq, missing } of arrived) {
        const executionId = arrive.get(at, stationSeq);
        dropPayload.run(stationSeq);
        if (executionId !== undefined) contents.recordArrived(executionId, missing);
      }
      for (const { stationSeq, problem } of quarantined) quarantine.run(JSON.stringify(problem), stationSeq);
      if (failed) fail.run(JSON.stringify(failed.problem), JSON.stringify(failed.stationSeqs));
    },
    /** A file of it can never be sent as it is. */
    quarantineFile(executionId: string, sha256: string, problem: StoredProblem): void {
      quarantineOf.run(JSON.stringify(problem), executionId);
      contents.putBack(executionId, sha256);
    },
    /** Quarantined ones, all or these, are tried again. Gives how many that are. */
    retryQuarantined(ids?: readonly string[]): number {
      const wanted = ids ? JSON.stringify(ids) : null;
      const found = retry.all(wanted, wanted);
      for (const executionId of found) if (executionId) contents.recordArrived(executionId, null);
      return found.length;
    },
    /** NeuroHub does not have them any more. Gives how many of them are sent again. */
    sendAgain(stationSeqs: readonly number[]): number {
      const found = stationSeqs.flatMap((stationSeq) => again.get(stationSeq) ?? []);
      for (const executionId of found) contents.recordLost(executionId);
      return found.length;
    },
    /** Numbers up to here have been given, by a database that was put back since. Gives whether that is news. */
    giveOnlyAfter(stationSeq: number): boolean {
      const last = lastGiven.get();
      if ((last ?? 0) >= stationSeq) return false;
      if (last === undefined) giveFirstAfter.run(stationSeq);
      else giveOnlyAfter.run(stationSeq);
      return true;
    },
  };
}
