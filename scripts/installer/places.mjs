// Where everything of an installed station is. Programs are replaced by a release; config, data and sequences are the station's own.
import { existsSync, mkdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupProblem } from './setup-problem.mjs';

/** @typedef {{name: string, version: string, schema: number, platform: string, arch: string, node: string}} Release */
/** @typedef {{prefix: string, user: string, isRoot: boolean, discardNewerData: boolean, deleteData: boolean, service: import('./service-manager.mjs').Service}} Target */

/** The release that this installer belongs to. */
export const OWN_RELEASE = dirname(dirname(fileURLToPath(import.meta.url)));

/** Names in the prefix that lead into the release in use: the tree that people and scripts know. */
export const LINKS = {
  'station-service': 'current/station-service',
  'station-ui': 'current/station-ui/dist',
  bin: 'current/bin',
};

/** @param {string} prefix */
export function placesOf(prefix) {
  const root = resolve(prefix);
  return {
    root,
    releases: join(root, 'releases'),
    current: join(root, 'current'),
    previous: join(root, 'previous'),
    config: join(root, 'config'),
    data: join(root, 'data'),
    sequences: join(root, 'sequences'),
    /** When the release in use was put in use. */
    switched: join(root, 'releases', 'switched-at'),
  };
}

/** @param {string} folder @returns {Release} */
export function readRelease(folder) {
  const file = join(folder, 'release.json');
  if (!existsSync(file)) throw new SetupProblem(`${folder} is no release of the station: ${file} is not there`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The name of the release that a link leads to, or null. @param {string} link */
export function releaseOf(link) {
  try {
    return basename(readlinkSync(link));
  } catch {
    return null; // there is none yet
  }
}

/** Replaces a link as a whole: there is the old one or the new one, never none. @param {string} link @param {string} to */
export function pointTo(link, to) {
  mkdirSync(dirname(link), { recursive: true });
  rmSync(`${link}.new`, { force: true });
  symlinkSync(to, `${link}.new`);
  renameSync(`${link}.new`, link);
}
