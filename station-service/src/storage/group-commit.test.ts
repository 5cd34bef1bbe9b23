import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { GroupCommit, type WriterSession } from './group-commit.ts';
import type { Job } from './jobs.ts';

let ids = 0;
const job = (operation: string, argument: unknown = null): Job => {
  ids += 1;
  return { id: ids, operation, argument };
};

/** A group over a database in memory that can be told to fail. */
function groupOf(fault: { code?: string } = {}) {
  const opened: Database.Database[] = [];
  const open = (): WriterSession => {
    const db = new Database(':memory:');
    db.exec('CREATE TABLE t (a INTEGER PRIMARY KEY)');
    opened.push(db);
    const insert = db.prepare('INSERT INTO t VALUES (?)');
    return {
      db,
      operations: {
        insert: (value: number) => insert.run(value).changes,
        insertTwice: (value: number) => [insert.run(value), insert.run(value)],
        list: () => db.prepare('SELECT a FROM t ORDER BY a').pluck().all(),
        fail: () => {
          throw new Database.SqliteError('told to', fault.code ?? 'SQLITE_FULL');
        },
      },
    };
  };
  return { group: new GroupCommit(open), opened };
}

it('undoes a failing job alone and commits the others', () => {
  const { group } = groupOf();
  const { replies, fault } = group.run([job('insert', 1), job('insertTwice', 2), job('insert', 3), job('unknown')]);
  expect(fault).toBeNull();
  expect(replies.map((reply) => ('error' in reply ? reply.error.code : reply.result))).toEqual([
    ...[1, 'STORAGE_FAILED', 1, 'INTERNAL_ERROR'],
  ]);
  expect(group.run([job('list')]).replies).toMatchObject([{ result: [1, 3] }]);
});

it.each([
  ['SQLITE_FULL', 'DISK_FULL', true, 1],
  ['SQLITE_BUSY', 'STORAGE_FAILED', true, 1],
  ['SQLITE_IOERR_FSYNC', 'STORAGE_FAILED', true, 2],
  ['SQLITE_CORRUPT', 'STORAGE_FAILED', false, 2],
])('refuses the whole group after %s and can go on', (sqlite, code, retry, connections) => {
  const { group, opened } = groupOf({ code: sqlite });
  const { replies, commitMs, fault } = group.run([job('insert', 1), job('fail'), job('insert', 2)]);
  expect(commitMs).toBeNull();
  expect(fault).toMatchObject({ code });
  for (const reply of replies) expect(reply).toMatchObject({ error: { code, details: { sqlite, retry } } });
  expect(replies).toHaveLength(3);
  expect(group.run([job('insert', 1), job('list')]).replies).toMatchObject([{ result: 1 }, { result: [1] }]);
  expect(opened).toHaveLength(connections);
});

it('tries to open again with each group while the database cannot be opened', () => {
  const sessions: (() => WriterSession)[] = [];
  const session = (list: () => unknown) => () => ({ db: new Database(':memory:'), operations: { list } });
  sessions.push(
    session(() => {
      throw new Database.SqliteError('disk is gone', 'SQLITE_IOERR');
    }),
  );
  const group = new GroupCommit(() => {
    const next = sessions.shift();
    if (next) return next();
    throw new Database.SqliteError('no disk', 'SQLITE_CANTOPEN');
  });
  for (let i = 0; i < 3; i++) expect(group.run([job('list')]).fault).toMatchObject({ code: 'STORAGE_FAILED' });
  sessions.push(session(() => ['back']));
  expect(group.run([job('list')]).replies).toMatchObject([{ result: ['back'] }]);
});
