/**
 * What a package may import, as an esbuild plugin: the SDK (left out of the bundle), listed node: modules, its own files, and
 * what is installed in its own node_modules. Everything else is an error at the line of the import.
 */
import { isBuiltin } from 'node:module';
import { isAbsolute, relative, sep } from 'node:path';
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { ALLOWED_NODE_MODULES } from './node-modules.ts';
import { isPackageFile } from './package-files.ts';

/** Marks the esbuild errors of this plugin, in `detail`. */
export const IMPORT_NOT_ALLOWED = Symbol('import not allowed');

const SDK_ENTRIES = ['@neurohub/sequence-sdk', '@neurohub/sequence-sdk/testing', '@neurohub/sequence-sdk/simulator'];
const RESOLVING = Symbol('resolving');
const BUILTIN_CJS = 'node-builtin-cjs';
const BUILTIN_ESM = 'node-builtin-esm';

/** `folder` is the real path of the package. */
export function importRules(folder: string): Plugin {
  return {
    name: 'import-rules',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.kind === 'entry-point' || args.pluginData === RESOLVING) return undefined;
        return resolveImport(build, folder, args);
      });
      build.onLoad({ filter: /.*/, namespace: BUILTIN_CJS }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)}).default;`,
      }));
      build.onLoad({ filter: /.*/, namespace: BUILTIN_ESM }, ({ path }) => ({
        contents: `export { default } from ${JSON.stringify(path)};`,
      }));
    },
  };
}

async function resolveImport(build: PluginBuild, folder: string, args: OnResolveArgs): Promise<OnResolveResult> {
  const { path } = args;
  if (path.startsWith('@neurohub/')) return resolveOurs(path);
  if (isBuiltin(path)) return resolveBuiltin(args);
  if (/^[a-z]{2,}:/i.test(path)) return refuse(`"${path}": only files of the package can be imported, no URLs`);
  const found = await build.resolve(path, {
    importer: args.importer,
    resolveDir: args.resolveDir,
    kind: args.kind,
    with: args.with,
    pluginData: RESOLVING,
  });
  if (found.errors.length > 0) return isRelative(path) ? found : refuse(notInstalled(path));
  const inside = pathInside(folder, found.path);
  if (inside === undefined)
    return refuse(isRelative(path) ? `"${path}" leaves the package folder` : notInstalled(path));
  if (!isPackageFile(inside)) return refuse(`"${inside}" is not part of the package: tests stay outside`);
  // What runs on real instruments must not depend on what stands in for them.
  if (isSimulator(inside) && !isSimulator(pathInside(folder, args.importer) ?? ''))
    return refuse(
      `"${inside}" is a simulator: only simulators import it; the manifest names it as \`simulator\` of a hardware`,
    );
  return found;
}

function resolveOurs(path: string): OnResolveResult {
  if (SDK_ENTRIES.includes(path)) return { path, external: true };
  return refuse(`"${path}" is internal to the station: import @neurohub/sequence-sdk`);
}

/** A `require` of a bundled CommonJS dependency becomes an import, since the worker loads ES modules only. */
function resolveBuiltin(args: OnResolveArgs): OnResolveResult {
  const name = args.path.startsWith('node:') ? args.path : `node:${args.path}`;
  if (!(ALLOWED_NODE_MODULES as readonly string[]).includes(name)) {
    return refuse(`"${args.path}" is not among the node: modules a package may import`);
  }
  if (args.namespace === BUILTIN_CJS) return { path: name, namespace: BUILTIN_ESM };
  if (args.kind === 'require-call') return { path: name, namespace: BUILTIN_CJS };
  return { path: name, external: true, sideEffects: false };
}

const isSimulator = (path: string): boolean => path.startsWith('simulators/');

const isRelative = (path: string): boolean => /^\.{1,2}(\/|$)/.test(path) || isAbsolute(path);

const notInstalled = (path: string): string =>
  `"${path}" is not installed in the node_modules of the package itself, the only one that travels with it`;

function pathInside(folder: string, path: string): string | undefined {
  const inside = relative(folder, path);
  if (inside === '' || isAbsolute(inside) || inside.split(sep)[0] === '..') return undefined;
  return inside.split(sep).join('/');
}

const refuse = (text: string): OnResolveResult => ({ errors: [{ text, detail: IMPORT_NOT_ALLOWED }] });
