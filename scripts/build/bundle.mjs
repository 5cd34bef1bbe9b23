import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { build } from 'esbuild';
import { commonOptions, TARGETS } from './targets.mjs';

/**
 * Bundles all processes into `<out>/<workspace>/dist/`. A file is replaced as a whole, and only after all bundles could be made.
 *
 * @param {{root: string, out: string, killPoints: boolean}} options
 * @returns {Promise<string[]>} the files made, relative to `root`
 */
export async function bundleAll({ root, out, killPoints }) {
  const built = await Promise.all(
    Object.entries(TARGETS).map(async ([workspace, target]) => {
      const dist = join(out, workspace, 'dist');
      const options = { ...commonOptions(killPoints), ...target, absWorkingDir: root, outdir: dist };
      if (options.stdin?.resolveDir) {
        options.stdin = { ...options.stdin, resolveDir: join(root, options.stdin.resolveDir) };
      }
      const { outputFiles } = await build({ ...options, write: false });
      return { dist, outputFiles: outputFiles ?? [] };
    }),
  );
  return built.flatMap(({ dist, outputFiles }) => {
    mkdirSync(dist, { recursive: true });
    for (const file of outputFiles) replaceFile(file.path, file.contents);
    removeOthers(dist, new Set(outputFiles.map((file) => basename(file.path))));
    return outputFiles.map((file) => relative(root, file.path));
  });
}

/** @param {string} path @param {Uint8Array} contents */
function replaceFile(path, contents) {
  writeFileSync(`${path}.new`, contents);
  renameSync(`${path}.new`, path);
}

/** @param {string} dist @param {Set<string>} kept */
function removeOthers(dist, kept) {
  for (const name of readdirSync(dist)) if (!kept.has(name)) rmSync(join(dist, name), { recursive: true });
}
