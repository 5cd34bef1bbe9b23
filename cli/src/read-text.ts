import { readFile } from 'node:fs/promises';
import { CodedError } from '@neurohub/contracts/errors';

/** A file that somebody named. Throws MISSING_FILE. */
export async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CodedError('MISSING_FILE', `${file} cannot be read`, { cause });
  });
}
