/** A database that is damaged is set aside as it is, and what can be read of it goes into a new one. */
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodedError, isCodedError } from '@neurohub/contracts/errors';
import { findWalLoss } from './wal-loss.ts';

const SUFFIXES = ['', '-wal', '-shm'];

/** What became of a damaged database. */
export interface SetAside {
  /** Where its files are now. */
  folder: string;
  /** What SQLite found wrong. */
  reason: string;
  /** Executions that could be read whole, and those of which something was missing: these are in the files only. */
  salvaged: number;
  lost: number;
}

/** True for what says that the file is damaged, not that it cannot be had now, or belongs to somebody else. */
export function isDamage(error: unknown): boolean {
  if (!isCodedError(error) || error.code !== 'STORAGE_FAILED') return false;
  const { sqlite, findings } = error.details ?? {};
  return findings !== undefined || /^SQLITE_(CORRUPT|NOTADB)/.test(String(sqlite));
}

/** @throws CodedError STORAGE_FAILED, a damage, when its log has lost what was committed. Nobody has the files open. */
export function refuseLoss(file: string): void {
  const loss = findWalLoss(file);
  if (loss) throw new CodedError('STORAGE_FAILED', `${file} is damaged: ${loss}`, { details: { findings: [loss] } });
}

/** Moves the files away, whole, so that nothing of them is lost. Nobody has them open. Gives the folder. */
export async function setAside(file: string, at: string): Promise<string> {
  const folder = join(dirname(file), 'damaged', at.replaceAll(':', '-'));
  await mkdir(folder, { recursive: true });
  for (const suffix of SUFFIXES)
    if (existsSync(file + suffix)) await rename(file + suffix, join(folder, `station.db${suffix}`));
  return folder;
}
