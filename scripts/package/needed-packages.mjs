// Which installed packages a bundle leaves outside, and everything that those need: the lock's versions, as they are in node_modules.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @param {string} root
 * @param {readonly string[]} names
 * @returns {string[]} folders, relative to `root`
 */
export function neededPackages(root, names) {
  /** @type {Set<string>} */
  const found = new Set();
  /** @param {string} name @param {string} from @param {boolean} isOptional */
  const add = (name, from, isOptional) => {
    const folder = findPackage(root, name, from);
    if (folder === undefined) {
      // Of the optional ones, those for other machines are not installed.
      if (isOptional) return;
      throw new Error(`${name}, which ${from || 'a bundle'} needs, is not installed`);
    }
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = readManifest(join(root, folder));
    for (const next of Object.keys(dependencies)) add(next, folder, next in optionalDependencies);
    for (const next of Object.keys(optionalDependencies)) add(next, folder, true);
  };
  for (const name of names) add(name, '', false);
  return [...found].sort();
}

/** Where Node would find it: beside or above. @param {string} root @param {string} name @param {string} from */
function findPackage(root, name, from) {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder === '.' ? '' : folder, 'node_modules', name);
    if (existsSync(join(root, place, 'package.json'))) return place;
    if (folder === '' || folder === '.') return undefined;
  }
}

/** @param {string} folder @returns {{dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>}} */
const readManifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
