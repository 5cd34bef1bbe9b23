/** Owner of the table `hardware_losses`: when an instrument that an execution needed was out of reach. */
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { HardwareLoss } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import { optional } from './execution-row.ts';

type Lost = Extract<RecordEvent, { type: 'hardwareLost' }>;
type GivenUp = Extract<RecordEvent, { type: 'hardwareGivenUp' }>;
type Back = Extract<RecordEvent, { type: 'hardwareBack' }>;

interface LossRow {
  hardware: string;
  at: string;
  step: string | null;
  error_json: string;
  given_up_at: string | null;
  back_at: string | null;
  lost_ms: number | null;
  attempts: number | null;
  trusted_by: string | null;
}

export type HardwareLossesTable = ReturnType<typeof hardwareLossesTable>;

/** The statements of the table, prepared once for a connection. */
export function hardwareLossesTable(db: Database.Database) {
  const begin = db.prepare(
    'INSERT INTO hardware_losses (execution_id, seq, hardware, at, step, error_json) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const newest = 'seq = (SELECT max(seq) FROM hardware_losses WHERE execution_id = ? AND hardware = ?)';
  const giveUp = db.prepare(
    `UPDATE hardware_losses SET given_up_at = ?, error_json = ? WHERE execution_id = ? AND ${newest}`,
  );
  const end = db.prepare(
    `UPDATE hardware_losses SET back_at = ?, lost_ms = ?, attempts = ?, trusted_by = ? WHERE execution_id = ? AND ${newest}`,
  );
  return {
    begin: (id: string, seq: number, { hardware, at, step, error }: Lost) =>
      void begin.run(id, seq, hardware, at, step ?? null, JSON.stringify(error)),
    giveUp: (id: string, { hardware, at, error }: GivenUp) =>
      void giveUp.run(at, JSON.stringify(error), id, id, hardware),
    end: (id: string, { hardware, at, lostMs, attempts, trustedBy }: Back) =>
      void end.run(at, lostMs, attempts, trustedBy ?? null, id, id, hardware),
  };
}

export function hardwareLossQueries(db: Database.Database) {
  const rows = db.prepare<[string], LossRow>(
    `SELECT hardware, at, step, error_json, given_up_at, back_at, lost_ms, attempts, trusted_by
     FROM hardware_losses WHERE execution_id = ? ORDER BY seq`,
  );
  return {
    /** Oldest first. */
    lossesOf: (id: string): HardwareLoss[] =>
      rows.all(id).map((row) => ({
        ...{ hardware: row.hardware, at: row.at, error: JSON.parse(row.error_json) },
        ...optional('step', row.step),
        ...optional('givenUpAt', row.given_up_at),
        ...optional('backAt', row.back_at),
        ...optional('lostMs', row.lost_ms),
        ...optional('attempts', row.attempts),
        ...optional('trustedBy', row.trusted_by),
      })),
  };
}
