/** Clock, NeuroHub, versions: what is around the station. */
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { BUILT } from '../built-files.ts';
import type { ExaminedConfig, RunningStation } from './examined.ts';
import { type Finding, matter } from './finding.ts';

const NODE_MAJORS = [24, 25];
const ANSWER_WITHIN_MS = 5_000;
const LARGEST_SKEW_MS = 60_000;

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

/** Whether NeuroHub answers, and has the same time. Testing never waits for it, so nothing about it is a problem. */
export async function checkBackend({ backend }: ExaminedConfig): Promise<Finding[]> {
  const about = matter('NeuroHub');
  if (!backend) return [about.ok('not configured; results stay on this station')];
  const fix = 'Check backend.url, network and proxy. Results are kept here and sent later.';
  const begun = Date.now();
  const answer = await fetch(backend.url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch(
    (thrown: unknown) => thrown,
  );
  if (!(answer instanceof Response)) return [about.warning(`${backend.url} does not answer: ${causeOf(answer)}`, fix)];
  const theirTime = Date.parse(answer.headers.get('date') ?? '');
  const skewMs = Math.abs(theirTime - begun);
  if (skewMs > LARGEST_SKEW_MS)
    return [
      about.warning(`its clock and this one differ by ${Math.round(skewMs / 1000)} s`, 'Set the wrong one of the two.'),
    ];
  return [about.ok(`${backend.url} answers (${answer.status})`)];
}

function causeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? thrown.cause.message : thrown.message;
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
