/** Clock and versions: what is around the station. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { BUILT } from '../built-files.ts';
import type { RunningStation } from './examined.ts';
import { type Finding, matter } from './finding.ts';

const NODE_MAJORS = [24, 25];

/** A clock before the build of the station is wrong; one that is not kept right will be. */
export async function checkClock(nowMs = Date.now(), builtMs?: number): Promise<Finding[]> {
  const about = matter('clock');
  const now = new Date(nowMs).toISOString();
  if (nowMs < (builtMs ?? (await stat(BUILT.worker).catch(() => null))?.mtimeMs ?? 0))
    return [
      about.problem(`${now} is before this station was built`, 'Set date and time; then: timedatectl set-ntp true'),
    ];
  const synchronized = await clockIsSynchronized();
  if (synchronized === false)
    return [
      about.warning(
        `${now}; no time server keeps it right`,
        'timedatectl set-ntp true, and a time server that this network reaches',
      ),
    ];
  return [
    about.ok(
      synchronized ? `${now}, kept right by a time server` : `${now}; whether it is kept right is not known here`,
    ),
  ];
}

/** Null where the system does not say. */
async function clockIsSynchronized(): Promise<boolean | null> {
  const asked = promisify(execFile)('timedatectl', ['show', '--property=NTPSynchronized', '--value']);
  return asked.then(
    ({ stdout }) => (stdout.trim() === '' ? null : stdout.trim() === 'yes'),
    () => null,
  );
}

/** Node, this command, and the station that runs: after an upgrade they can differ until it is started anew. */
export function checkVersions(running: RunningStation | null, nodeVersion = process.versions.node): Finding[] {
  const about = matter('versions');
  const own = packageJson.version;
  if (!NODE_MAJORS.includes(Number(nodeVersion.split('.')[0])))
    return [
      about.problem(
        `Node.js ${nodeVersion}`,
        `The station runs on Node.js ${NODE_MAJORS.join(' or ')}: use the one that comes along.`,
      ),
    ];
  const theirs = running?.told?.version ?? own;
  if (theirs !== own)
    return [about.warning(`this command is ${own}, the station that runs is ${theirs}`, 'systemctl restart station')];
  return [about.ok(`station ${own}, Node.js ${nodeVersion}, ${process.platform} ${process.arch}`)];
}
