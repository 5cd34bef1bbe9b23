/** Entry of the writer thread: the only connection that writes data/station.db. */
import { parentPort, workerData } from 'node:worker_threads';
import { openWritable } from './connection.ts';
import { GroupCommit } from './group-commit.ts';
import type { WriterData } from './jobs.ts';
import { MIGRATIONS } from './migrations.ts';
import { serveThread } from './serve-thread.ts';
import { openTables } from './tables.ts';
import { writerOperations } from './writer-operations.ts';

const { file, backupsDir, logCaps, passphrase }: WriterData = workerData;

if (parentPort)
  serveThread(
    parentPort,
    () =>
      new GroupCommit(() => {
        const db = openWritable({ file, backupsDir, migrations: MIGRATIONS, passphrase });
        const tables = openTables(db, logCaps);
        tables.audit.begin(new Date().toISOString());
        return { db, operations: writerOperations(tables, db, passphrase) };
      }),
  );
