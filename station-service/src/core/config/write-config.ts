/** Puts a text into station.yaml, and keeps what was there. */
import { realpath, stat } from 'node:fs/promises';
import type { ConfigVersion } from '@neurohub/contracts/config-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { type FileRights, replaceFile } from '@neurohub/package-kit';
import { ConfigHistory } from './config-history.ts';

/** A reader never sees half of it; owner and permissions stay, and a link stays a link. @throws FILE_ACCESS */
export async function writeConfig(file: string, text: string): Promise<void> {
  try {
    await replaceFile(await realpath(file), text, await rightsOf(file));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CodedError('FILE_ACCESS', `${file} cannot be written: ${why}`, { details: { file }, cause });
  }
}

export interface KeptConfig {
  /** What is in the file now. */
  text: string;
  /** What was in effect before. */
  before?: string | undefined;
  at: string;
  how: ConfigVersion['how'];
  by?: string | undefined;
}

/** `before` as station.yaml.backup, `text` in the history. @throws what the file system says */
export async function keepConfig(file: string, { before, ...version }: KeptConfig): Promise<void> {
  const rights = await rightsOf(file);
  if (before !== undefined && before !== version.text) await replaceFile(`${file}.backup`, before, rights);
  await new ConfigHistory(file).add({ ...version, rights });
}

async function rightsOf(file: string): Promise<FileRights> {
  const { mode, uid, gid } = await stat(file);
  return { mode: mode & 0o777, uid, gid };
}
