/**
 * Whether the passphrase is that of the database, known before it is opened: for SQLite a wrong one looks like a damaged file, and a
 * damaged file is set aside. What is kept beside it is a slow hash with a salt, and says nothing about the passphrase.
 */
import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { syncPath, writeDurably } from '../core/durable-files.ts';

const FILE = 'database-key.json';
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 ** 2 };
const keySchema = z.union([
  z.strictObject({ salt: z.hex(), hash: z.hex() }),
  /** Its passphrase is being changed: it is encrypted by the old one or the new one. */
  z.strictObject({ changing: z.literal(true) }),
]);

/**
 * A database that is not there yet is encrypted from the beginning when there is a passphrase.
 * @throws CodedError DATABASE_KEY_WRONG when this is not the passphrase of the database
 */
export async function takeKey(dataDir: string, passphrase: string | undefined): Promise<void> {
  const key = readKey(dataDir);
  if (!key) {
    if (passphrase === undefined) return;
    if (isThere(join(dataDir, 'station.db'))) throw wrong('the database is not encrypted, and there is a passphrase');
    await keepKey(dataDir, passphrase);
  } else if ('changing' in key) throw wrong('a change of the passphrase did not end');
  else if (passphrase === undefined) throw wrong('the database is encrypted, and there is no passphrase');
  else if (!timingSafeEqual(Buffer.from(key.hash, 'hex'), hashOf(passphrase, key.salt)))
    throw wrong('this is not the passphrase of the database');
}

/** From now on it is this one; undefined: it is not encrypted. */
export async function keepKey(dataDir: string, passphrase: string | undefined): Promise<void> {
  if (passphrase === undefined) {
    rmSync(join(dataDir, FILE), { force: true });
    return syncPath(dataDir);
  }
  const salt = randomBytes(16).toString('hex');
  return write(dataDir, { salt, hash: hashOf(passphrase, salt).toString('hex') });
}

/** Until the next {@link keepKey} no station opens it. */
export const keepChanging = (dataDir: string): Promise<void> => write(dataDir, { changing: true });

async function write(dataDir: string, key: z.infer<typeof keySchema>): Promise<void> {
  const file = join(dataDir, FILE);
  await writeDurably(`${file}.new`, `${JSON.stringify(key)}\n`);
  await rename(`${file}.new`, file);
  await syncPath(dataDir);
}

function readKey(dataDir: string): z.infer<typeof keySchema> | undefined {
  const file = join(dataDir, FILE);
  if (!existsSync(file)) return undefined;
  try {
    return keySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw wrong(`${file} cannot be read`, cause);
  }
}

const hashOf = (passphrase: string, salt: string) => scryptSync(passphrase, Buffer.from(salt, 'hex'), 32, COST);
const isThere = (file: string) => existsSync(file) && statSync(file).size > 0;

function wrong(what: string, cause?: unknown): CodedError {
  return new CodedError('DATABASE_KEY_WRONG', `${what} (storage.encryption.passphrase)`, { cause });
}
