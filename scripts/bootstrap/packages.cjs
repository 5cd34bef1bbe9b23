'use strict';
// An installed tree and whether it is whole. npm lists what it installed in node_modules/.package-lock.json; the stamp of ours
// says from which lock, and what each package weighed. The quick check looks at every package's package.json; the thorough one,
// made after something failed, weighs every package again.
const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

/** @typedef {{key: string, packages: Record<string, {manifest: number, weight: string}>}} Stamp */

const FORMAT = 1;
/** @param {string} folder */
const stampFile = (folder) => path.join(folder, 'node_modules/.cache/bootstrap.json');

/** Names an install: the lock, the manifests it was made from, and the platform. @param {string} folder @param {string[]} manifests */
function installKey(folder, manifests) {
  const hash = crypto.createHash('sha256').update(`${FORMAT} ${process.platform} ${process.arch}\n`);
  for (const file of ['package-lock.json', ...manifests]) {
    const content = fs.readFileSync(path.join(folder, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Why the packages of `folder` cannot be used as they are: `missing`, `outdated` or the first damaged package; undefined when
 * they can.
 *
 * @param {string} folder
 * @param {string} key
 */
function installProblem(folder, key) {
  const stamp = readStamp(folder);
  if (!stamp) return 'missing';
  if (stamp.key !== key) return 'outdated';
  const damaged = Object.entries(stamp.packages).find(
    ([place, facts]) => manifestSize(folder, place) !== facts.manifest,
  );
  return damaged && `${damaged[0]} is damaged`;
}

/** The packages whose files are not what was installed, by place. Reads the whole tree. @param {string} folder */
function damagedPackages(folder) {
  const stamp = readStamp(folder);
  const packages = Object.entries(stamp?.packages ?? {});
  return packages.filter(([place, facts]) => weigh(path.join(folder, place)) !== facts.weight).map(([place]) => place);
}

/** Remembers a finished install. @param {string} folder @param {string} key */
function writeStamp(folder, key) {
  const installed = Object.keys(readJson(path.join(folder, 'node_modules/.package-lock.json'))?.packages ?? {});
  // The workspaces themselves are listed too; they are ours and change with every build.
  const places = installed.filter((place) => place.includes('node_modules/'));
  /** @type {Stamp['packages']} */
  const packages = {};
  for (const place of places) {
    const manifest = manifestSize(folder, place);
    // Packages for other platforms are listed and not there.
    if (manifest !== undefined) packages[place] = { manifest, weight: weigh(path.join(folder, place)) };
  }
  fs.mkdirSync(path.dirname(stampFile(folder)), { recursive: true });
  fs.writeFileSync(stampFile(folder), JSON.stringify({ key, packages }));
}

/** @param {string} folder @param {string} place */
function manifestSize(folder, place) {
  return fs.statSync(path.join(folder, place, 'package.json'), { throwIfNoEntry: false })?.size;
}

/** Number and total size of the files of one package, those of packages inside it left out. A workspace (a link) weighs nothing. @param {string} folder */
function weigh(folder) {
  if (fs.lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return '';
  let [files, bytes] = [0, 0];
  /** @param {string} below */
  const walk = (below) => {
    for (const entry of fs.readdirSync(below, { withFileTypes: true })) {
      const full = path.join(below, entry.name);
      if (entry.isDirectory() && entry.name !== 'node_modules') walk(full);
      else if (entry.isFile()) [files, bytes] = [files + 1, bytes + fs.statSync(full).size];
    }
  };
  walk(folder);
  return `${files} files, ${bytes} bytes`;
}

/** @param {string} file */
function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined; // absent or cut short: as if it had never been written
  }
}

/** @param {string} folder @returns {Stamp | undefined} */
const readStamp = (folder) => readJson(stampFile(folder));

module.exports = { damagedPackages, installKey, installProblem, stampFile, writeStamp };
