import { dirname } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { takeKey } from '../storage/database-key.ts';
import { openDatabase } from '../storage/open-database.ts';

/** What ran when the backup was made has ended since, somehow: it is closed at the next start, never gone on with. */
const LET_NONE_GO_ON = `UPDATE checkpoints SET stop_asked = 1
  WHERE execution_id IN (SELECT id FROM executions WHERE ended_at IS NULL)`;
/** The first schema that knows a stop. */
const KNOWS_STOP = 4;

/** Checks the copy of a database that is to be put back, and lets no test in it go on. @throws BACKUP_DAMAGED */
export async function settleCopy(file: string, passphrase: string | undefined): Promise<void> {
  // The backup has the mark of its own passphrase beside it.
  await takeKey(dirname(file), passphrase);
  const db = openDatabase(file, { fileMustExist: true }, passphrase);
  try {
    const findings = db.prepare<[], string>('PRAGMA integrity_check(5)').pluck().all();
    if (findings.length !== 1 || findings[0] !== 'ok')
      throw new CodedError('BACKUP_DAMAGED', `the database of the backup is damaged: ${findings.join('; ')}`);
    if (Number(db.pragma('user_version', { simple: true })) >= KNOWS_STOP) db.exec(LET_NONE_GO_ON);
  } finally {
    db.close();
  }
}
