/**
 * The one place where a database file of the station is opened: plain, or encrypted as SQLCipher 4 does it (AES-256, each page with its own
 * HMAC), whose library is loaded only then.
 */
import { createRequire } from 'node:module';
import Database from 'better-sqlite3';

const load = createRequire(import.meta.url);

/** A wrong passphrase is found by the first statement (SQLITE_NOTADB), not here. */
export function openDatabase(file: string, options: Database.Options, passphrase?: string): Database.Database {
  if (passphrase === undefined) return new Database(file, options);
  const db = new (encrypting())(file, options);
  try {
    useCipher(db);
    db.pragma(`key = ${quoted(passphrase)}`);
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** Writes every page anew. Nobody else has the file open, which has no log. Undefined: not encrypted from now on. */
export function changePassphrase(file: string, change: { from: string | undefined; to: string | undefined }): void {
  const db = new (encrypting())(file, { fileMustExist: true });
  try {
    useCipher(db);
    if (change.from !== undefined) db.pragma(`key = ${quoted(change.from)}`);
    db.pragma(`rekey = ${quoted(change.to ?? '')}`);
  } finally {
    db.close();
  }
}

/** The same library in every respect but this one, and so of the same types. */
const encrypting = (): typeof Database => load('better-sqlite3-multiple-ciphers');

function useCipher(db: Database.Database): void {
  db.pragma("cipher = 'sqlcipher'");
  db.pragma('legacy = 4');
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
