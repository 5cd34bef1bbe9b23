'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { findNpm, npmEnvironment } = require('./find-npm.cjs');
const { withLock } = require('./lock.cjs');
const { damagedPackages, installKey, installProblem, stampFile, writeStamp } = require('./packages.cjs');
const { runChild } = require('./run-child.cjs');
const { say, timed } = require('./say.cjs');
const { SetupError } = require('./setup-error.cjs');

// Packages bring their binaries along; none has to run a script of its own. So nothing is ever compiled, and nothing is
// fetched from anywhere but the registry.
const CI = [
  'ci',
  '--ignore-scripts',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
  '--progress=false',
];

/**
 * @typedef {object} Install
 * @property {string} folder where package-lock.json stands
 * @property {string[]} manifests package.json files the lock was made from, relative to `folder`
 * @property {string} root of the project
 * @property {string} title for the person who waits
 */

/**
 * Makes the packages of `folder` be those of its lock, by `npm ci` under `node`. Does nothing, and writes nothing, when they are.
 * A damaged tree is installed anew. Throws INSTALL_BROKEN.
 *
 * @param {Install} install
 * @param {string} node
 */
async function ensureInstalled(install, node) {
  const { folder, manifests, root, title } = install;
  const key = installKey(folder, manifests);
  if (installProblem(folder, key) === undefined) return;
  requireWritable(folder);
  await withLock(path.join(root, '.cache/bootstrap.lock'), async () => {
    const problem = installProblem(folder, key); // another start may have just repaired it
    if (problem === undefined) return;
    if (problem.endsWith('damaged')) say(`${problem}: installing again`);
    await timed(title, () => runNpm(install, node));
    writeStamp(folder, key);
    const left = installProblem(folder, key);
    if (left !== undefined)
      throw new SetupError('INSTALL_BROKEN', `After the install ${left}. Remove node_modules and start again.`);
  });
}

/** @param {Install} install @param {string} node */
async function runNpm({ folder, root }, node) {
  fs.rmSync(stampFile(folder), { force: true });
  const env = npmEnvironment(root);
  env.PATH = [path.dirname(node), env.PATH].join(path.delimiter);
  const { code, output, stopped } = await runChild(node, [findNpm(), ...CI], { cwd: folder, env, stdio: 'collect' });
  if (stopped) process.exit(130);
  if (code === 0) return;
  const tail = output.trim().split('\n').slice(-15).join('\n');
  throw new SetupError('INSTALL_BROKEN', `npm ci failed in ${folder} (exit code ${code}):\n${tail}\n${advice(output)}`);
}

/** @param {string} output of npm */
function advice(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|ENETUNREACH/.test(output)) {
    return 'The first start needs the npm registry: check network and proxy, then start again.';
  }
  if (/ENOSPC/.test(output)) return 'The disk is full: free space, then start again.';
  return 'Remove node_modules and start again.';
}

/** @param {string} folder */
function requireWritable(folder) {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
  } catch {
    throw new SetupError(
      'INSTALL_BROKEN',
      `Packages must be installed in ${folder}, and this user may not write there.`,
    );
  }
}

/** After a task failed: throws INSTALL_BROKEN when the packages are not what was installed, and has the next start repair them. @param {string} folder */
function blameInstall(folder) {
  const damaged = damagedPackages(folder);
  if (damaged.length === 0) return;
  const names = damaged.slice(0, 5).join(', ') + (damaged.length > 5 ? ` and ${damaged.length - 5} more` : '');
  try {
    fs.rmSync(stampFile(folder), { force: true });
  } catch {
    throw new SetupError(
      'INSTALL_BROKEN',
      `Installed files were changed or lost: ${names}. Remove node_modules and start again.`,
    );
  }
  throw new SetupError(
    'INSTALL_BROKEN',
    `Installed files were changed or lost: ${names}. Start again: they are installed anew.`,
  );
}

module.exports = { blameInstall, ensureInstalled };
