import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { commonOptions, FOLDERS_BESIDE, TARGETS } from './targets.mjs';

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
      const { outputFiles = [] } = await build({ ...options, write: false });
      return { dist, outputFiles: [...(outputFiles ?? []), ...filesBeside(root, workspace, dist)] };
    }),
  );
  return built.flatMap(({ dist, outputFiles }) => {
    mkdirSync(dist, { recursive: true });
    for (const file of outputFiles) replaceFile(file.path, file.contents);
    const kept = new Set(outputFiles.map((file) => file.path));
    for (const folder of new Set(outputFiles.map((file) => dirname(file.path)))) removeOthers(folder, kept);
    return outputFiles.map((file) => relative(root, file.path));
  });
}

/** @param {string} root @param {string} workspace @param {string} dist @returns {{path: string, contents: Uint8Array}[]} */
function filesBeside(root, workspace, dist) {
  return Object.entries(FOLDERS_BESIDE[workspace] ?? {}).flatMap(([name, folder]) =>
    readdirSync(join(root, folder)).map((file) => ({
      path: join(dist, name, file),
      contents: readFileSync(join(root, folder, file)),
    })),
  );
}

/** @param {string} path @param {Uint8Array} contents */
function replaceFile(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, contents);
  renameSync(`${path}.new`, path);
}

/** A folder stays for what is in it. @param {string} folder @param {Set<string>} kept paths */
function removeOthers(folder, kept) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (![...kept].some((file) => file === path || file.startsWith(`${path}${sep}`))) rmSync(path, { recursive: true });
  }
}
