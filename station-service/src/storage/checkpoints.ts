/** Owner of the tables `checkpoints` and `sequence_states`: how far an execution has come, written in the transaction of the step it follows. */
import type { Checkpoint } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';

export type CheckpointsTable = ReturnType<typeof checkpointsTable>;

/** The statements of both tables, prepared once for a connection. */
export function checkpointsTable(db: Database.Database) {
  const insert = db.prepare(
    'INSERT INTO checkpoints (execution_id, last_seq, step_seq, next_step_index) VALUES (?, 0, 0, 0)',
  );
  const advance = db.prepare('UPDATE checkpoints SET last_seq = ? WHERE execution_id = ?');
  const save = db.prepare(
    'UPDATE checkpoints SET last_seq = ?, step_seq = ?, next_step_index = ?, iterations_json = ? WHERE execution_id = ?',
  );
  const keepState = db.prepare(`INSERT INTO sequence_states (execution_id, step_seq, state_json) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET step_seq = excluded.step_seq, state_json = excluded.state_json`);
  return {
    begin: (executionId: string) => void insert.run(executionId),
    /** Everything up to `lastSeq` is committed; `checkpoint` is the last step among it, when there was one. */
    advance(executionId: string, lastSeq: number, checkpoint: Omit<Checkpoint, 'state'> | null): void {
      if (!checkpoint) return void advance.run(lastSeq, executionId);
      const { seq, nextStepIndex, iterations } = checkpoint;
      save.run(lastSeq, seq, nextStepIndex, iterations ? JSON.stringify(iterations) : null, executionId);
    },
    /** What the step with this number left in `this.state`. */
    keepState: (executionId: string, seq: number, state: NonNullable<Checkpoint['state']>) =>
      void keepState.run(executionId, seq, JSON.stringify(state)),
  };
}
