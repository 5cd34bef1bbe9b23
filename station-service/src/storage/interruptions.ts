/** Owner of the table `interruptions`: when an execution lost its process, and which process goes on with it. */
import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { Checkpoint, Interruption } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import { optional, optionalJson } from './execution-row.ts';

export type InterruptionsTable = ReturnType<typeof interruptionsTable>;

/** The statements of the table, prepared once for a connection. */
export function interruptionsTable(db: Database.Database) {
  const insert = db.prepare(
    `INSERT INTO interruptions (execution_id, number, at, seq, next_step_index, iterations_json, error_json, armed_json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const takeOver = db.prepare(
    `UPDATE interruptions SET epoch = ?, resumed_by = ?, take_overs = take_overs + 1
     WHERE execution_id = ? AND number = ? AND resumed_at IS NULL`,
  );
  const resume = db.prepare(
    'UPDATE interruptions SET resumed_at = ? WHERE execution_id = ? AND number = ? AND resumed_at IS NULL',
  );
  const { ofExecution } = interruptionQueries(db);

  return {
    ofExecution,
    /** The one that is not over; undefined while a process has the execution. */
    open: (executionId: string) => ofExecution(executionId).find(({ resumedAt }) => resumedAt === undefined),
    begin(executionId: string, { number, at, seq, place, error, armed }: NewInterruption): void {
      const turns = place.iterations ? JSON.stringify(place.iterations) : null;
      const what = [JSON.stringify(error), JSON.stringify(armed)];
      insert.run(executionId, number, at, seq, place.nextStepIndex, turns, ...what);
    },
    takeOver: (executionId: string, number: number, { epoch, by }: { epoch: number; by: string | undefined }) =>
      void takeOver.run(epoch, by ?? null, executionId, number),
    /** @throws CodedError PROTOCOL_ERROR when nobody has let this process go on with it */
    resumed(executionId: string, number: number, at: string): void {
      if (resume.run(at, executionId, number).changes === 1) return;
      throw new CodedError('PROTOCOL_ERROR', `execution ${executionId} has no interruption ${number} that is not over`);
    },
  };
}

export interface NewInterruption {
  number: number;
  at: string;
  seq: number;
  /** Where it would go on. */
  place: Pick<Checkpoint, 'nextStepIndex' | 'iterations'>;
  error: ErrorData;
  armed: readonly string[];
}

interface InterruptionRow {
  number: number;
  at: string;
  seq: number;
  next_step_index: number;
  iterations_json: string | null;
  error_json: string;
  armed_json: string;
  take_overs: number;
  epoch: number | null;
  resumed_by: string | null;
  resumed_at: string | null;
}

/** The statements for reading them. */
export function interruptionQueries(db: Database.Database) {
  const all = db.prepare<[string], InterruptionRow>(
    `SELECT number, at, seq, next_step_index, iterations_json, error_json, armed_json, take_overs, epoch, resumed_by, resumed_at
     FROM interruptions WHERE execution_id = ? ORDER BY number`,
  );
  return {
    /** Oldest first. */
    ofExecution: (executionId: string): Interruption[] => all.all(executionId).map(toInterruption),
  };
}

const toInterruption = (row: InterruptionRow): Interruption => ({
  ...{ number: row.number, at: row.at, seq: row.seq, nextStepIndex: row.next_step_index },
  ...optionalJson('iterations', row.iterations_json),
  ...{ error: JSON.parse(row.error_json), armed: JSON.parse(row.armed_json), takeOvers: row.take_overs },
  ...optional('resumedAt', row.resumed_at),
  ...optional('resumedBy', row.resumed_by),
  ...optional('epoch', row.epoch),
});
