import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { replaceFile } from '@neurohub/package-kit';
import * as z from 'zod';

const installationSchema = z.strictObject({
  version: z.literal(1),
  installId: z.uuid(),
  /** Where it was made: a hash of the machine's own id, and the number of the data folder on its disk. */
  madeOn: z.string(),
});

export interface Installation {
  installId: string;
  /** The one that the file named, when it was made elsewhere: this folder is a copy, or was moved. */
  before: string | null;
}

const FILE = 'installation.json';

/**
 * Which installation this is: a random id, made with the data folder. A copy of the folder, also on another machine, gets an id of its own
 * as soon as it is used. An image of a whole disk, block by block, has everything by which it could be told apart: NeuroHub sees it by
 * numbers that are used twice.
 * @param machineId for tests
 */
export async function readInstallation(dataDir: string, machineId = machineIdOf): Promise<Installation> {
  const file = join(dataDir, FILE);
  const madeOn = await placeOf(dataDir, await machineId());
  const known = await readKnown(file);
  if (known?.madeOn === madeOn) return { installId: known.installId, before: null };
  const installId = randomUUID();
  const text = `${JSON.stringify({ version: 1, installId, madeOn }, null, 2)}\n`;
  await replaceFile(file, text, { mode: 0o600, uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 });
  return { installId, before: known?.installId ?? null };
}

/** What cannot be read says nothing: another id is made, and NeuroHub has to accept it. */
async function readKnown(file: string): Promise<z.output<typeof installationSchema> | null> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return null;
    throw thrown;
  });
  if (text === null) return null;
  try {
    return installationSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function placeOf(dataDir: string, machineId: string): Promise<string> {
  const { ino } = await stat(dataDir, { bigint: true });
  return createHash('sha256').update(`${machineId} ${ino}`).digest('hex').slice(0, 32);
}

/** The id that the operating system was given when it was installed; the name of the machine where there is none. */
async function machineIdOf(): Promise<string> {
  if (process.platform === 'win32') return (await windowsMachineId()) ?? hostname();
  for (const file of ['/etc/machine-id', '/var/lib/dbus/machine-id']) {
    const id = (await readFile(file, 'utf8').catch(() => '')).trim();
    if (id) return id;
  }
  return hostname();
}

async function windowsMachineId(): Promise<string | undefined> {
  const key = 'HKLM\\SOFTWARE\\Microsoft\\Cryptography';
  const said = await promisify(execFile)('reg', ['query', key, '/v', 'MachineGuid', '/reg:64']).catch(() => null);
  return said?.stdout.trim().split(/\s+/).at(-1);
}
