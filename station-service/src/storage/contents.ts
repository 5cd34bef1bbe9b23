/** Owner of the table `contents`: the files of records, and whether NeuroHub needs them still. */
import type { StepRecord } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import { seriesFile } from './record-content.ts';

/** A file that is to be sent. */
export interface WaitingContent {
  executionId: string;
  sha256: string;
  /** Name below data/results/<executionId>. */
  file: string;
  bytes: number;
  attempts: number;
}

export type ContentsTable = ReturnType<typeof contentsTable>;

/** The statements of the table, prepared once for a connection. */
export function contentsTable(db: Database.Database) {
  const insert = db.prepare(
    "INSERT OR IGNORE INTO contents (execution_id, sha256, file, bytes, state) VALUES (?, ?, ?, ?, 'kept')",
  );
  const arrived = db.prepare("UPDATE contents SET state = 'done' WHERE execution_id = ? AND state = 'kept'");
  const wanted = db.prepare(`UPDATE contents SET state = 'pending', attempts = 0
    WHERE execution_id = ? AND state <> 'done' AND (? IS NULL OR sha256 IN (SELECT value FROM json_each(?)))`);
  const wantedAgain = db.prepare(`UPDATE contents SET state = 'pending', attempts = 0
    WHERE execution_id = ? AND sha256 IN (SELECT value FROM json_each(?))`);
  const lost = db.prepare("UPDATE contents SET state = 'kept' WHERE execution_id = ?");
  const done = db.prepare(
    "UPDATE contents SET state = 'done' WHERE execution_id = ? AND sha256 = ? AND state = 'pending'",
  );
  const fail = db.prepare('UPDATE contents SET attempts = attempts + 1 WHERE execution_id = ? AND sha256 = ?');
  const putBack = db.prepare("UPDATE contents SET state = 'kept' WHERE execution_id = ? AND sha256 = ?");
  return {
    /** Of a step that has ended: most have none. */
    keep(executionId: string, { attachments = [], measurements }: StepRecord): void {
      for (const { sha256, size } of attachments) insert.run(executionId, sha256, sha256, size);
      for (const { series } of measurements)
        if (series?.stored === 'file')
          insert.run(executionId, series.hash, seriesFile(series.hash), 8 * series.points * (1 + series.y.length));
    },
    /** The record has arrived, and these of its files are wanted; null: those that were wanted before and have not arrived. */
    recordArrived(executionId: string, missing: readonly string[] | null): void {
      if (missing === null) return void wanted.run(executionId, null, null);
      if (missing.length > 0) wantedAgain.run(executionId, JSON.stringify(missing));
      arrived.run(executionId);
    },
    /** The record is sent again, and the answer says anew which files are wanted. */
    recordLost: (executionId: string) => void lost.run(executionId),
    arrived: (executionId: string, sha256: string) => void done.run(executionId, sha256),
    failed: (executionId: string, sha256: string) => void fail.run(executionId, sha256),
    putBack: (executionId: string, sha256: string) => void putBack.run(executionId, sha256),
  };
}

/** The questions that can be asked of the table. */
export function contentsQueries(db: Database.Database) {
  const waiting = db.prepare<[number], WaitingContent>(
    `SELECT execution_id AS executionId, sha256, file, bytes, attempts FROM contents
     WHERE state <> 'done' AND state = 'pending' ORDER BY attempts LIMIT ?`,
  );
  return {
    /** Those that were tried least first, so that one that cannot be sent keeps no other waiting. */
    waitingContents: (limit: number): WaitingContent[] => waiting.all(limit),
  };
}
