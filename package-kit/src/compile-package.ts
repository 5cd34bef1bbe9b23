import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { LimitsFile } from '@neurohub/contracts/limits-file';
import type { Manifest } from '@neurohub/contracts/manifest';
import { sha256 } from './archive/release.ts';
import { type Bundle, bundlePackage, COMPILER } from './bundle-package.ts';
import { COMPILED_FOLDER, copyCompiled, type PackageInfo, readCompiled, storeCompiled } from './compiled-store.ts';
import { assetsAmong, copyAssets } from './package-assets.ts';
import { hashPackage } from './package-files.ts';
import { readLimits } from './read-limits.ts';
import { type ReadManifest, readManifest } from './read-manifest.ts';

export interface CompileOptions {
  /** The package: a folder with manifest.yaml. */
  folder: string;
  /** Where compiled packages are kept, one folder per hash. Made when absent. */
  outRoot: string;
}

export interface CompiledPackage {
  /** SHA-256 of the package's content and the compiler; the same for a copy in another place. */
  hash: string;
  /** `installed`: the compiled form that it was packed with. `folder`: compiled from what the folder holds now. */
  origin: 'folder' | 'installed';
  /** What compiled it, and how; part of `hash`. */
  compiler: string;
  /** Absolute folder of the compiled package. Its files are read-only. */
  dir: string;
  /** Compiled sequence module, relative to `dir`. */
  module: string;
  className: string;
  /** By hardware id; `module` is relative to `dir`. */
  drivers: Record<string, CompiledClass>;
  /** What stands in for the hardware that names a simulator, by hardware id. */
  simulators: Record<string, CompiledClass>;
  /** SHA-256 of each file of `assets/`, by path relative to `dir`. */
  assets: Record<string, string>;
  manifest: Manifest;
  /** What limits.yaml says; absent when the package has none. */
  limits?: LimitsFile;
  /** Of manifest and compiler, one sentence each. */
  warnings: string[];
}

/** A class of the package; `module` is relative to the compiled package. */
export interface CompiledClass {
  module: string;
  class: string;
}

const MAX_TRIES = 3;

/**
 * Checks and compiles a package without executing any of it. The same content is compiled once; a damaged result is made anew.
 * May be called concurrently. Throws the errors of {@link readManifest} and {@link readLimits}, IMPORT_NOT_ALLOWED, COMPILE_ERROR and MISSING_CLASS,
 * each with `details.problems`.
 */
export async function compilePackage({ folder, outRoot }: CompileOptions): Promise<CompiledPackage> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
    const manifest = await readManifest(folder);
    const limits = await readLimits(folder, manifest.manifest);
    const read: ReadPackage = { ...manifest, ...(limits && { limits }) };
    const root = await realpath(folder);
    const packed = await usePacked(root, outRoot);
    if (packed) return compiledPackage(packed.info, read, { outRoot: packed.store, origin: 'installed' });
    const hash = await hashPackage(root, COMPILER);
    const known = await readCompiled(outRoot, hash);
    if (known) return compiledPackage(known, read, { outRoot, origin: 'folder' });
    const made = await compileOnce({ root, outRoot, hash, read });
    if (made) return compiledPackage(made, read, { outRoot, origin: 'folder' });
  }
  throw new CodedError('COMPILE_ERROR', `${basename(folder)} was changed each time it was being compiled`);
}

type ReadPackage = ReadManifest & { limits?: LimitsFile };

/** An installed package runs as it was packed, also on a station with another compiler; unless its source was changed since. */
async function usePacked(root: string, outRoot: string): Promise<{ info: PackageInfo; store: string } | undefined> {
  const packed = join(root, COMPILED_FOLDER);
  const [hash = ''] = await readdir(packed).catch(() => []); // a folder that was never packed
  const info = hash === '' ? undefined : await readCompiled(packed, hash);
  if (!info || (await hashPackage(root, info.compiler)) !== hash) return undefined;
  // A place of its own: the package hash names the source, not what somebody may have packed beside it.
  const store = join(outRoot, `packed-${sha256(JSON.stringify(info)).slice(0, 16)}`);
  return { info: (await readCompiled(store, hash)) ?? (await copyCompiled(packed, hash, store)), store };
}

interface Compilation {
  root: string;
  outRoot: string;
  hash: string;
  read: ReadManifest;
}

const underWay = new Map<string, Promise<PackageInfo | undefined>>();

/** Several batches with one package start at the same time: one compiles, all get the result. */
function compileOnce(compilation: Compilation): Promise<PackageInfo | undefined> {
  const target = join(compilation.outRoot, compilation.hash);
  const known = underWay.get(target);
  if (known) return known;
  const made = compileUnlessChanged(compilation).finally(() => underWay.delete(target));
  underWay.set(target, made);
  return made;
}

const CHANGED = Symbol('changed');

/** Undefined when a file was saved while the compiler read it: the result would carry the hash of something else. */
async function compileUnlessChanged({ root, outRoot, hash, read }: Compilation): Promise<PackageInfo | undefined> {
  const { manifest, module, driverModules, simulatorModules } = read;
  try {
    return await storeCompiled(outRoot, hash, async (dir) => {
      const sources = [module, ...Object.values(driverModules), ...Object.values(simulatorModules)];
      const bundle = await bundlePackage(root, sources, await realpath(dir));
      await copyAssets(root, dir);
      if ((await hashPackage(root, COMPILER)) !== hash) throw CHANGED;
      const compiledClass = (source: string, name = '') => ({ module: exporting(bundle, source, name), class: name });
      return {
        hash,
        compiler: COMPILER,
        name: manifest.name,
        version: manifest.version,
        module: exporting(bundle, module, manifest.entryPoint.class),
        drivers: mapEntries(driverModules, (source, id) => compiledClass(source, manifest.hardware[id]?.class)),
        simulators: mapEntries(simulatorModules, (source, id) =>
          compiledClass(source, manifest.hardware[id]?.simulator?.class),
        ),
        warnings: bundle.warnings,
      };
    });
  } catch (error) {
    if (error === CHANGED) return undefined;
    throw error;
  }
}

function mapEntries<T, R>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

/** The compiled module of a source file that must export the class. */
function exporting(bundle: Bundle, source: string, className: string): string {
  const bundled = bundle.modules.get(source);
  // The compiler follows a link and then names what it found; the hash does not, so it would not see that file change.
  if (!bundled) throw new CodedError('COMPILE_ERROR', `${source} is a symbolic link: a package holds its own files`);
  // What a default export is called shows only when the worker loads it.
  if (bundled.exports.includes(className) || bundled.exports.includes('default')) return bundled.module;
  const message = `${source} exports no "${className}"; it exports: ${bundled.exports.join(', ') || 'nothing'}`;
  throw new CodedError('MISSING_CLASS', message, {
    details: { problems: [{ code: 'MISSING_CLASS', file: source, message }] },
  });
}

async function compiledPackage(
  info: PackageInfo,
  read: ReadPackage,
  { outRoot, origin }: { outRoot: string; origin: CompiledPackage['origin'] },
): Promise<CompiledPackage> {
  return {
    origin,
    hash: info.hash,
    compiler: info.compiler,
    dir: await realpath(join(outRoot, info.hash)),
    module: info.module,
    className: read.manifest.entryPoint.class,
    drivers: info.drivers,
    simulators: info.simulators,
    assets: assetsAmong(info.files),
    manifest: read.manifest,
    ...(read.limits && { limits: read.limits }),
    warnings: [...read.warnings, ...info.warnings],
  };
}
