/** Puts a text into station.yaml, and keeps what was there. */
import { realpath, stat } from 'node:fs/promises';
import type { ConfigVersion } from '@neurohub/contracts/config-rest';
import { CodedError } from '@neurohub/contracts/errors';
import { replaceFile } from '@neurohub/package-kit';
import { ConfigHistory } from './config-history.ts';

/** A reader never sees half of it; permissions stay, and a link stays a link. @throws FILE_ACCESS */
export async function writeConfig(file: string, text: string): Promise<void> {
  try {
    await replaceFile(await realpath(file), text, { mode: await modeOf(file) });
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
  const mode = await modeOf(file);
  if (before !== undefined && before !== version.text) await replaceFile(`${file}.backup`, before, { mode });
  await new ConfigHistory(file).add({ ...version, mode });
}

const modeOf = async (file: string): Promise<number> => (await stat(file)).mode & 0o777;
