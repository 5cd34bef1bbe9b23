import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { writeAbout } from './about.mjs';

/**
 * Builds a screen by its own vite configuration.
 *
 * @param {string} root
 * @param {string} workspace its folder
 * @returns {Promise<string[]>} the files made, relative to `root`
 */
export async function buildScreen(root, workspace) {
  await asProduction(() =>
    build({
      configFile: join(root, workspace, 'vite.config.ts'),
      logLevel: 'warn',
      // Served by the station or NeuroHub itself and cached: the size of one file says little here.
      build: { chunkSizeWarningLimit: 2000 },
    }),
  );
  if (workspace === 'station-ui') writeAbout(root, `${workspace}/dist`);
  return globSync(`${workspace}/dist/**/*`, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/**
 * A test runner says `test`, and the libraries of the screen would then be those for development: larger, and slower.
 *
 * @template T
 * @param {() => Promise<T>} work
 */
async function asProduction(work) {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
