import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { compilePackage } from '../compile-package.ts';
import { COMPILED_FOLDER } from '../compiled-store.ts';
import { byCodeUnit, type PackageFile, readPackageFiles } from '../package-files.ts';
import { readManifest } from '../read-manifest.ts';
import { type Archive, writeArchive } from './archive.ts';
import { type Release, sha256 } from './release.ts';

export interface PackOptions {
  /** The package: a folder with manifest.yaml. */
  folder: string;
  /** Where the archive goes: a file for the name and version given. Its folder is made when absent. */
  fileFor: (release: Release) => string;
}

export interface PackedPackage {
  file: string;
  release: Release;
  bytes: number;
  /** Of manifest and compiler, one sentence each. */
  warnings: string[];
}

/**
 * Packs a package with its compiled form into one archive, without executing any of it. The same files give the same bytes, on
 * any machine and under any name of the folder. Throws the errors of {@link compilePackage}, and ARCHIVE_INVALID for a name or a
 * size that could not be unpacked everywhere.
 */
export async function packPackage({ folder, fileFor }: PackOptions): Promise<PackedPackage> {
  await readManifest(folder); // says what is wrong with a folder that is no package
  const stage = await realpath(await mkdtemp(join(tmpdir(), 'station-pack-')));
  try {
    // Compiled from a copy: what is not in the archive cannot have a part in what it contains, and the paths in it are the same
    // wherever the package stands.
    const source = await readPackageFiles(folder);
    await writeFiles(stage, source);
    const compiled = await compilePackage({ folder: stage, outRoot: join(stage, COMPILED_FOLDER) });
    const made = await readFilesBelow(stage, compiled.dir);
    const archive = archiveOf([...source, ...made], compiled);
    const file = fileFor(archive.release);
    await mkdir(dirname(file), { recursive: true });
    const bytes = await writeArchive(file, archive);
    return { file, release: archive.release, bytes, warnings: compiled.warnings };
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

function archiveOf(files: readonly PackageFile[], compiled: Awaited<ReturnType<typeof compilePackage>>): Archive {
  const sorted = files.toSorted((a, b) => byCodeUnit(a.path, b.path));
  const release: Release = {
    formatVersion: 1,
    name: compiled.manifest.name,
    version: compiled.manifest.version,
    packageHash: compiled.hash,
    compiler: compiled.compiler,
    files: Object.fromEntries(sorted.map(({ path, content }) => [path, sha256(content)])),
  };
  return { release, signatures: [], files: sorted };
}

async function writeFiles(folder: string, files: readonly PackageFile[]): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

async function readFilesBelow(root: string, folder: string): Promise<PackageFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: PackageFile[] = [];
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    files.push({ path: relative(root, path).replaceAll('\\', '/'), content: await readFile(path) });
  }
  return files;
}
