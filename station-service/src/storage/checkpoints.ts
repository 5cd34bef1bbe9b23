/** Owner of the table `checkpoints`: where a resume would begin, written in the transaction of the step it follows. */
import type { Checkpoint } from '@neurohub/contracts/record';
import type Database from 'better-sqlite3';

export type CheckpointsTable = ReturnType<typeof checkpointsTable>;

/** The statements of the table, prepared once for a connection. */
export function checkpointsTable(db: Database.Database) {
  const upsert = db.prepare(`INSERT INTO checkpoints (execution_id, seq, next_step_index) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET seq = excluded.seq, next_step_index = excluded.next_step_index`);
  return {
    save: (executionId: string, { seq, nextStepIndex }: Checkpoint) => void upsert.run(executionId, seq, nextStepIndex),
  };
}
