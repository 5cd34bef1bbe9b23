'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { SetupError } = require('./setup-error.cjs');

/** Settings that `npm run` hands down and that would bend an install of ours: the caller's prefix, other headers, other scopes. */
const NOT_INHERITED =
  /^npm_(config_(prefix|local_prefix|global_prefix|global|location|nodedir|node_gyp|omit|only|production|include|workspaces?|include_workspace_root|dry_run|package_lock|package_lock_only|ignore_scripts|allow_scripts|engine_strict)|package_.*|lifecycle_.*)$/i;

/** Path of npm-cli.js: of the npm that started us, else beside Node, else the one on PATH. */
function findNpm(env = process.env) {
  const beside = path.dirname(process.execPath);
  const candidates = [
    env.npm_execpath,
    path.join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(beside, 'node_modules/npm/bin/npm-cli.js'),
    ...(env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'npm')),
  ];
  for (const candidate of candidates) {
    const file = candidate && realFile(candidate);
    if (file && path.basename(file) === 'npm-cli.js') return file;
  }
  throw new SetupError(
    'INSTALL_BROKEN',
    'npm was not found. Install npm (it comes with Node.js) and start with "npm start".',
  );
}

/**
 * The environment for an npm of ours. Without a usable cache of the user's, one inside the project is used.
 *
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment(root, env = process.env) {
  const kept = Object.entries(env).filter(([name]) => !NOT_INHERITED.test(name));
  const cache = env.npm_config_cache ?? path.join(env.HOME ?? '/nonexistent', '.npm');
  const own = isWritable(cache) ? {} : { npm_config_cache: path.join(root, '.cache/npm') };
  return { ...Object.fromEntries(kept), ...own };
}

/** @param {string} folder */
function isWritable(folder) {
  for (const part of [folder, path.join(folder, '_cacache')]) {
    try {
      fs.mkdirSync(part, { recursive: true });
      fs.accessSync(part, fs.constants.W_OK);
    } catch {
      return false;
    }
  }
  return true;
}

/** @param {string} file */
function realFile(file) {
  try {
    const real = fs.realpathSync(file);
    return fs.statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}

module.exports = { findNpm, npmEnvironment };
