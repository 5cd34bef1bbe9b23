/** Owner of the table `checkpoints`: how far an execution has come, written in the transaction of the step it follows. */
import type { Checkpoint } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';

export type CheckpointsTable = ReturnType<typeof checkpointsTable>;

/** The statements of the table, prepared once for a connection. */
export function checkpointsTable(db: Database.Database) {
  const insert = db.prepare(
    'INSERT INTO checkpoints (execution_id, last_seq, step_seq, next_step_index) VALUES (?, 0, 0, 0)',
  );
  const advance = db.prepare('UPDATE checkpoints SET last_seq = ? WHERE execution_id = ?');
  const save = db.prepare(
    'UPDATE checkpoints SET last_seq = ?, step_seq = ?, next_step_index = ? WHERE execution_id = ?',
  );
  return {
    begin: (executionId: string) => void insert.run(executionId),
    /** Everything up to `lastSeq` is committed; `checkpoint` is the last step among it, when there was one. */
    advance(executionId: string, lastSeq: number, checkpoint: Checkpoint | null): void {
      if (checkpoint) save.run(lastSeq, checkpoint.seq, checkpoint.nextStepIndex, executionId);
      else advance.run(lastSeq, executionId);
    },
  };
}
