/** Owner of the tables `checkpoints` and `sequence_states`: how far an execution has come, written in the transaction of the step it follows. */
import type { Checkpoint, VerdictSoFar } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';
import { optional, optionalJson } from './execution-row.ts';

export type CheckpointsTable = ReturnType<typeof checkpointsTable>;

/** The statements of both tables, prepared once for a connection. */
export function checkpointsTable(db: Database.Database) {
  const insert = db.prepare(
    'INSERT INTO checkpoints (execution_id, last_seq, step_seq, next_step_index) VALUES (?, 0, 0, 0)',
  );
  const advance = db.prepare('UPDATE checkpoints SET last_seq = ? WHERE execution_id = ?');
  const save = db.prepare(`UPDATE checkpoints SET last_seq = ?, step_seq = ?, next_step_index = ?, iterations_json = ?,
    elapsed_ms = coalesce(?, elapsed_ms), active_ms = coalesce(?, active_ms) WHERE execution_id = ?`);
  const keepVerdict = db.prepare('UPDATE checkpoints SET verdict_json = ? WHERE execution_id = ?');
  const noteStop = db.prepare('UPDATE checkpoints SET stop_asked = 1 WHERE execution_id = ?');
  const keepState = db.prepare(`INSERT INTO sequence_states (execution_id, step_seq, state_json) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET step_seq = excluded.step_seq, state_json = excluded.state_json`);
  return {
    begin: (executionId: string) => void insert.run(executionId),
    /** Everything up to `lastSeq` is committed; `checkpoint` is the last step among it, when there was one. */
    advance(executionId: string, lastSeq: number, checkpoint: CheckpointPlace | null): void {
      if (!checkpoint) return void advance.run(lastSeq, executionId);
      const { seq, nextStepIndex, iterations, elapsedMs, activeMs } = checkpoint;
      const turns = iterations ? JSON.stringify(iterations) : null;
      save.run(lastSeq, seq, nextStepIndex, turns, elapsedMs ?? null, activeMs ?? null, executionId);
    },
    /** How far the verdict has come. */
    keepVerdict: (executionId: string, verdict: VerdictSoFar) =>
      void keepVerdict.run(JSON.stringify(verdict), executionId),
    /** What the step with this number left in `this.state`. */
    keepState: (executionId: string, seq: number, state: NonNullable<Checkpoint['state']>) =>
      void keepState.run(executionId, seq, JSON.stringify(state)),
    noteStop: (executionId: string) => void noteStop.run(executionId),
    read: checkpointQueries(db).checkpoint,
  };
}

/** The statement for reading them. */
export function checkpointQueries(db: Database.Database) {
  const read = db.prepare<[string], CheckpointRow>(
    `SELECT last_seq, c.step_seq, next_step_index, iterations_json, elapsed_ms, active_ms, verdict_json, stop_asked, state_json
     FROM checkpoints AS c LEFT JOIN sequence_states USING (execution_id) WHERE execution_id = ?`,
  );
  return {
    /** Everything a resume needs, with the last committed number. Undefined when there is no such execution. */
    checkpoint(executionId: string): StoredCheckpoint | undefined {
      const row = read.get(executionId);
      return row && { checkpoint: toCheckpoint(row), lastSeq: row.last_seq, stopAsked: row.stop_asked === 1 };
    },
  };
}

export interface StoredCheckpoint {
  checkpoint: Checkpoint;
  /** Last committed number. */
  lastSeq: number;
  /** Somebody has stopped the execution. */
  stopAsked: boolean;
}

/** Where a resume would go on. */
export type CheckpointPlace = Pick<Checkpoint, 'seq' | 'nextStepIndex' | 'iterations' | 'elapsedMs' | 'activeMs'>;

interface CheckpointRow {
  last_seq: number;
  step_seq: number;
  next_step_index: number;
  iterations_json: string | null;
  elapsed_ms: number | null;
  active_ms: number | null;
  verdict_json: string | null;
  stop_asked: 0 | 1;
  state_json: string | null;
}

function toCheckpoint(row: CheckpointRow): Checkpoint {
  return {
    ...{ seq: row.step_seq, nextStepIndex: row.next_step_index },
    ...optionalJson('iterations', row.iterations_json),
    ...optionalJson('state', row.state_json),
    ...optionalJson('verdict', row.verdict_json),
    ...optional('elapsedMs', row.elapsed_ms),
    ...optional('activeMs', row.active_ms),
  };
}
