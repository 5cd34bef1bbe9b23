/** Which version of an installed package is in use, and which were before: `current.json` beside the versions. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import * as z from 'zod';
import { replaceFile } from '../replace-file.ts';

const MAX_PREVIOUS = 20;

export const currentVersionSchema = z.strictObject({
  current: z.string().nullable(),
  previous: z.array(z.string()).describe('the latest first; what rollback goes back to'),
});
export type CurrentVersion = z.infer<typeof currentVersionSchema>;
const fileSchema = currentVersionSchema.extend({ formatVersion: z.literal(1) });

/** Nothing in use when the file is not there. Throws ARCHIVE_INVALID when it is damaged. */
export async function readCurrent(folder: string): Promise<CurrentVersion> {
  const file = join(folder, 'current.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return { current: null, previous: [] };
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CodedError('ARCHIVE_INVALID', `${file} is damaged: remove it, then choose with \`station use\``, {
      cause,
    });
  }
}

/** A reader sees the old pointer or the new one. */
export async function writeCurrent(folder: string, { current, previous }: CurrentVersion): Promise<void> {
  const value = { formatVersion: 1, current, previous: previous.slice(0, MAX_PREVIOUS) };
  await replaceFile(join(folder, 'current.json'), `${JSON.stringify(value, null, 2)}\n`);
}
