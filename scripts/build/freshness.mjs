// What a build was made from and what it made, remembered in .cache/: the next one is skipped when neither has changed.
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * SHA-256 over the content of all files that match, tests left out. Paths are relative to `root`.
 *
 * @param {string} root
 * @param {readonly string[]} patterns globs; a pattern that matches nothing counts as well
 * @param {string} options anything else the output depends on
 */
export function hashInputs(root, patterns, options) {
  const hash = createHash('sha256').update(`${options}\n${patterns.join('\n')}\n`);
  const files = globSync([...patterns], { cwd: root, exclude: ['**/*.test.{ts,tsx}'] }).sort();
  for (const file of files) {
    if (!statSync(join(root, file)).isFile()) continue;
    const content = readFileSync(join(root, file));
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/**
 * True when the build named `name` was made from these inputs and its files are still there, in their sizes.
 *
 * @param {string} root
 * @param {string} name
 * @param {string} inputs
 */
export function isFresh(root, name, inputs) {
  const file = stampFile(root, name);
  if (!existsSync(file)) return false;
  const stamp = parse(readFileSync(file, 'utf8'));
  if (stamp?.inputs !== inputs) return false;
  return Object.entries(stamp.outputs).every(([output, size]) => sizeOf(join(root, output)) === size);
}

/**
 * Remembers a finished build.
 *
 * @param {string} root
 * @param {string} name
 * @param {string} inputs
 * @param {readonly string[]} outputs relative to `root`
 */
export function remember(root, name, inputs, outputs) {
  const sizes = Object.fromEntries(outputs.map((output) => [output, sizeOf(join(root, output))]));
  const file = stampFile(root, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ inputs, outputs: sizes }));
}

/** @param {string} file */
const sizeOf = (file) => statSync(file, { throwIfNoEntry: false })?.size;

/** @param {string} root @param {string} name */
const stampFile = (root, name) => join(root, '.cache', `build-${name.replaceAll(/[^a-z0-9]+/gi, '-')}.json`);

/**
 * @param {string} text
 * @returns {{inputs: string, outputs: Record<string, number>} | undefined} undefined for a stamp that was cut short
 */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
