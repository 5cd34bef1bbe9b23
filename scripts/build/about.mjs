// What the page About tells without a network: from which sources this was built, and whose work is in it under which licence.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { neededPackages } from '../package/needed-packages.mjs';

/** The workspaces that are a station. */
const STATION = [
  ...['contracts', 'sequence-sdk', 'package-kit', 'worker-link', 'server-kit', 'batch-worker', 'station-service'],
  ...['station-ui', 'ui-kit', 'cli'],
];
const LICENCE_FILE = /^(licen[cs]e|copying|ofl)([.-].*)?$/i;

/**
 * @typedef {{name: string, version: string, licence: string, home: string | null, text: string | null}} Licensed
 */

/**
 * Writes about/build.json and about/licences.json beside the built screen.
 *
 * @param {string} root
 * @param {string} dist the folder of the screen, relative to `root`
 */
export function writeAbout(root, dist) {
  const folder = join(root, dist, 'about');
  mkdirSync(folder, { recursive: true });
  const { version, license } = readJson(join(root, 'package.json'));
  const text = readFileSync(join(root, 'LICENSE'), 'utf8');
  writeFileSync(join(folder, 'build.json'), JSON.stringify({ version, licence: license, text, ...sourceOf(root) }));
  writeFileSync(join(folder, 'licences.json'), JSON.stringify(licencesOf(root)));
}

/**
 * Everything that a station needs at run time, with Node.js itself, by name.
 *
 * @param {string} root
 * @returns {Licensed[]}
 */
export function licencesOf(root) {
  const names = STATION.flatMap((workspace) =>
    Object.keys(readJson(join(root, workspace, 'package.json')).dependencies ?? {}),
  );
  const others = [...new Set(names)].filter((name) => !name.startsWith('@neurohub/'));
  const folders = neededPackages(root, others).map((folder) => join(root, folder));
  const all = [...nodeOf(root), ...folders.map(licensed)];
  const unlike = new Map(all.map((one) => [`${one.name} ${one.version}`, one]));
  return [...unlike.values()].sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

/** @param {string} folder @returns {Licensed} */
function licensed(folder) {
  const { name, version, license, licenses, homepage, repository } = readJson(join(folder, 'package.json'));
  const said = license ?? licenses;
  const kinds = [said].flat().map((one) => (typeof one === 'object' ? one?.type : one));
  const file = readdirSync(folder).find((entry) => LICENCE_FILE.test(entry));
  const text = file === undefined ? null : readFileSync(join(folder, file), 'utf8');
  const home = homepage ?? (typeof repository === 'object' ? repository?.url : repository);
  return {
    ...{ name: name ?? basename(folder), version: version ?? '', home: home?.replace(/^git\+|\.git$/g, '') ?? null },
    licence: kinds.filter(Boolean).join(', ') || kindOf(text),
    text,
  };
}

/** Where package.json does not say it. @param {string | null} text */
const kindOf = (text) => (text?.includes('Permission is hereby granted, free of charge') ? 'MIT' : 'not stated');

/** The Node.js that comes along. @param {string} root @returns {Licensed[]} */
function nodeOf(root) {
  const modules = join(root, 'runtime/node_modules');
  if (!existsSync(modules)) return [];
  const folders = readdirSync(modules).filter((name) => name.startsWith('node-'));
  return folders.map((name) => ({ ...licensed(join(modules, name)), name: 'Node.js', home: 'https://nodejs.org' }));
}

/**
 * The commit, where it is built from a repository. Not the time of the build: the same sources make the same files.
 *
 * @param {string} root
 * @returns {{commit: string | null, committedAt: string | null}}
 */
function sourceOf(root) {
  try {
    const told = execFileSync('git', ['log', '-1', '--format=%H %cI'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [commit = null, committedAt = null] = told.toString().trim().split(' ');
    return { commit, committedAt };
  } catch {
    // An unpacked archive of the sources has no history.
    return { commit: null, committedAt: null };
  }
}

/** @param {string} file @returns {Record<string, any>} */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
