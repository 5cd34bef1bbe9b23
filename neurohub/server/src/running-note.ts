/** Where the embedded database of a NeuroHub that runs is found by commands on the same machine. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

const noteSchema = z.object({ databaseUrl: z.string(), address: z.string() });
export type RunningNote = z.infer<typeof noteSchema>;

const fileOf = (dataDir: string) => join(dataDir, 'running.json');

/** It holds a password: only the account that NeuroHub runs under reads it. */
export async function noteRunning(dataDir: string, note: RunningNote): Promise<AsyncDisposable> {
  const file = fileOf(dataDir);
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

/** Null when there is none. It may be that of an earlier life which was killed. */
export async function readRunningNote(dataDir: string): Promise<RunningNote | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(fileOf(dataDir), 'utf8')));
  } catch {
    return null;
  }
}
