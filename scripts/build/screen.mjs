import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Builds a screen by its own vite configuration.
 *
 * @param {string} root
 * @param {string} workspace its folder
 * @returns {Promise<string[]>} the files made, relative to `root`
 */
export async function buildScreen(root, workspace) {
  await build({
    configFile: join(root, workspace, 'vite.config.ts'),
    logLevel: 'warn',
    // Served by the station or NeuroHub itself and cached: the size of one file says little here.
    build: { chunkSizeWarningLimit: 2000 },
  });
  return globSync(`${workspace}/dist/**/*`, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
