import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
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
  compress(join(root, workspace, 'dist'));
  return globSync(`${workspace}/dist/**/*`, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/** Smaller ones fit into one packet as they are. */
const WORTH_COMPRESSING = 1_400;

/**
 * Beside each file the same compressed: whoever serves it has no work with it.
 *
 * @param {string} dist
 */
function compress(dist) {
  for (const file of globSync('**/*.{html,js,css,svg,json}', { cwd: dist })) {
    const content = readFileSync(join(dist, file));
    if (content.length > WORTH_COMPRESSING) writeFileSync(join(dist, `${file}.gz`), gzipSync(content, { level: 9 }));
  }
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
