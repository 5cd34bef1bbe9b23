'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { ensureInstalled } = require('./install.cjs');
const { SetupError } = require('./setup-error.cjs');

/** Node majors the station runs on. On 26 serial ports open and never receive data. */
const SUPPORTED = [24, 25];

/**
 * Path of the Node the station runs on: the machine's own where it fits, else the one that comes along in runtime/.
 * Throws NODE_TOO_OLD where none comes along for this platform.
 *
 * @param {string} root
 * @param {{version: string, execPath: string}} [own]
 */
async function findNode(root, own = { version: process.versions.node, execPath: process.execPath }) {
  if (SUPPORTED.includes(Number(own.version.split('.')[0]))) return own.execPath;
  const node = runtimeNode(root);
  if (node === undefined) {
    throw new SetupError(
      'NODE_TOO_OLD',
      `Node.js ${own.version} does not fit and none comes along for ${process.platform} ${process.arch}.\nInstall Node.js ${SUPPORTED[0]}, then run the same command again.`,
    );
  }
  const folder = path.join(root, 'runtime');
  const title = `Fetching Node.js ${SUPPORTED[0]} (this machine has ${own.version})`;
  await ensureInstalled({ folder, manifests: ['package.json'], root, title }, own.execPath);
  if (!fs.existsSync(node) || spawnSync(node, ['--version']).status !== 0) {
    throw new SetupError(
      'INSTALL_BROKEN',
      `${node} does not run on this machine. Remove runtime/node_modules, or install Node.js ${SUPPORTED[0]} yourself, and start again.`,
    );
  }
  return node;
}

/** @param {string} root */
function runtimeNode(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const { optionalDependencies } = JSON.parse(fs.readFileSync(path.join(root, 'runtime/package.json'), 'utf8'));
  if (!(name in optionalDependencies)) return undefined;
  return path.join(root, 'runtime/node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node');
}

module.exports = { findNode };
