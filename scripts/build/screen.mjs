import { globSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/**
 * Builds the screen by its own vite configuration.
 *
 * @param {string} root
 * @returns {Promise<string[]>} the files made, relative to `root`
 */
export async function buildScreen(root) {
  await build({
    configFile: join(root, 'station-ui/vite.config.ts'),
    logLevel: 'warn',
    // Served by the station itself and cached: the size of one file says little here.
    build: { chunkSizeWarningLimit: 2000 },
  });
  return globSync('station-ui/dist/**/*', { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
