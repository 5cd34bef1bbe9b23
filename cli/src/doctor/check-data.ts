import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { armedFiles } from '@neurohub/worker-link';
import type { ExaminedConfig } from './examined.ts';
import { type Finding, matter } from './finding.ts';

const MB = 1024 ** 2;
/** statfs types of NFS, CIFS, SMB2: their locks and fsync cannot be relied on. */
const NETWORK = new Set([0x6969, 0xff534d42, 0xfe534d42]);
const NEARLY_FULL = 0.8;

/** Permissions and room of the data folder. */
export async function checkData(dataDir: string, { storage }: ExaminedConfig): Promise<Finding[]> {
  const about = matter('data folder');
  if (!(await stat(dataDir).catch(() => null))?.isDirectory())
    return [
      about.warning(
        `${dataDir} is not there`,
        'The first start makes it; check paths.data_dir when it was there before.',
      ),
    ];
  return [await whetherWritable(dataDir), ...(await roomIn(dataDir, storage.min_free_mb))];
}

async function whetherWritable(dataDir: string): Promise<Finding> {
  const about = matter('data folder');
  const { username } = userInfo();
  const files = ['', 'station.db', 'station.lock', 'armed'].map((name) => join(dataDir, name));
  for (const file of files) {
    const error = await access(file, constants.R_OK | constants.W_OK).then(
      () => null,
      (thrown: NodeJS.ErrnoException) => thrown,
    );
    if (error && error.code !== 'ENOENT')
      return about.problem(
        `${username} may not write ${file}`,
        `Run this as the station's user; else: chown -R ${username} ${dataDir}`,
      );
  }
  return about.ok(`${dataDir} is written by ${username}`);
}

async function roomIn(dataDir: string, minFreeMb: number): Promise<Finding[]> {
  const about = matter('disk');
  const { bavail, blocks, bfree, bsize, type } = await statfs(dataDir);
  const freeMb = Math.floor((bavail * bsize) / MB);
  const used = blocks === 0 ? 0 : (blocks - bfree) / blocks;
  const shown = `${freeMb} MB free, ${Math.round(used * 100)} % used`;
  const network = NETWORK.has(type)
    ? [about.problem(`${dataDir} is on a network drive`, 'Set paths.data_dir to a disk of this machine.')]
    : [];
  if (freeMb < minFreeMb)
    return [...network, about.problem(`${shown}: below storage.min_free_mb no test begins`, 'Make room on this disk.')];
  if (used > NEARLY_FULL) return [...network, about.warning(shown, 'Make room, or keep results for a shorter time.')];
  return [...network, about.ok(shown)];
}

/** What a process that died has left switched on. */
export async function checkArmed(dataDir: string, isRunning: boolean): Promise<Finding[]> {
  const about = matter('armed instruments');
  const armed = (await armedFiles(join(dataDir, 'armed'))).map(({ file }) => file);
  if (armed.length === 0) return [about.ok('none')];
  if (isRunning) return [about.ok(`${armed.join(', ')}: the station that runs looks after them`)];
  return [about.problem(`left armed: ${armed.join(', ')}`, 'Look at the bench, then: station safe-stop --all-armed')];
}
