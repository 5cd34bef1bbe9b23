import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { Manifest } from '@neurohub/contracts/manifest';
import { type SequenceDefinition, sequenceDefinitionSchema } from '@neurohub/contracts/record';
import type { BatchView, SequenceDetail, SequenceSummary } from '@neurohub/contracts/rest';
import {
  ALLOWED_NODE_MODULES,
  type CompiledPackage,
  checkDefinition,
  compilePackage,
  findPackage,
  holdVersion,
  listPackages,
  unusedDeclarations,
  withManifestTexts,
} from '@neurohub/package-kit';
import { describePackage, type WorkerFiles, type WorkerPackage } from '@neurohub/worker-link';
import * as z from 'zod';

/** A package that has been read, compiled and described: all a batch needs of it. */
export interface LoadedPackage {
  manifest: Manifest;
  compiled: CompiledPackage;
  definition: SequenceDefinition;
  forWorker: WorkerPackage;
  view: NonNullable<BatchView['sequence']>;
}

export interface PackageStoreOptions {
  sequencesDir: string;
  /** Where compiled packages and their definitions are kept, by content hash. */
  packagesDir: string;
  /** Where it is noted which installed versions are loaded: `station remove` keeps those. */
  leasesDir: string;
  workerFiles: WorkerFiles;
}

/**
 * The sequence packages of the station. What a package declares is asked of a short-lived worker once per content hash;
 * nothing of a package ever runs in this process.
 */
export class PackageStore {
  readonly #options: PackageStoreOptions;
  readonly #definitions = new Map<string, Promise<SequenceDefinition>>();

  constructor(options: PackageStoreOptions) {
    this.#options = options;
  }

  /** Every package of the folder; a broken one with its error. */
  async list(): Promise<SequenceSummary[]> {
    const listings = await listPackages(this.#options.sequencesDir);
    return listings.map(({ folder, manifest, error }) => summaryOf(folder, manifest, error));
  }

  /** Compiles what is in the folder now and describes it. @throws the coded error of whatever is wrong with the package. */
  async load(reference: string): Promise<LoadedPackage> {
    const { sequencesDir, packagesDir, workerFiles } = this.#options;
    const listing = await findPackage(sequencesDir, reference);
    const compiled = await compilePackage({ folder: listing.path, outRoot: packagesDir });
    const { hash, dir, module, className, manifest } = compiled;
    const forWorker = { dir, hash, module, className, nodeModules: ALLOWED_NODE_MODULES };
    const declared = await this.#definition(hash, () =>
      describePackage(workerFiles, { ...forWorker, drivers: compiled.drivers }),
    );
    checkDefinition(manifest, declared);
    const definition = withManifestTexts(declared, manifest);
    return { manifest, compiled, definition, forWorker, view: viewOf(compiled, definition) };
  }

  /** The name in the manifest; that of the folder for a package whose manifest cannot be read. @throws SEQUENCE_NOT_FOUND. */
  async nameOf(reference: string): Promise<string> {
    const { folder, manifest } = await findPackage(this.#options.sequencesDir, reference);
    return manifest?.name ?? basename(folder);
  }

  /** Keeps an installed version from being removed while this batch has it loaded. What it answers lets go, and may be called twice. */
  async hold({ compiled }: LoadedPackage, batchId: string): Promise<() => Promise<void>> {
    if (compiled.origin !== 'installed') return async () => undefined;
    const lease = await holdVersion(this.#options.leasesDir, compiled.hash, batchId);
    return () => lease.release();
  }

  /** One package by folder or name, with its error instead of its steps when it is broken. @throws SEQUENCE_NOT_FOUND. */
  async detail(reference: string): Promise<SequenceDetail> {
    const { folder, manifest, warnings } = await findPackage(this.#options.sequencesDir, reference);
    try {
      const loaded = await this.load(folder);
      return detailOf(folder, loaded);
    } catch (thrown) {
      const summary = summaryOf(folder, manifest, toErrorData(thrown));
      return { ...summary, warnings, steps: [], parameters: {}, hardware: {} };
    }
  }

  #definition(hash: string, describe: () => Promise<SequenceDefinition>): Promise<SequenceDefinition> {
    const known = this.#definitions.get(hash);
    if (known) return known;
    const file = join(this.#options.packagesDir, `${hash}.definition.json`);
    const definition = readDefinition(file).then(async (known) => {
      if (known) return known;
      const described = await describe();
      const kept: KeptDefinition = { format: DEFINITION_FORMAT, definition: described };
      await writeFile(`${file}.new`, JSON.stringify(kept));
      await rename(`${file}.new`, file);
      return described;
    });
    this.#definitions.set(hash, definition);
    // A failure is not kept: the next load asks again.
    definition.catch(() => this.#definitions.delete(hash));
    return definition;
  }
}

/** Goes up when a definition tells more than before: what an earlier release has kept is then asked again. */
const DEFINITION_FORMAT = 3;
const keptDefinitionSchema = z.strictObject({
  format: z.literal(DEFINITION_FORMAT),
  definition: sequenceDefinitionSchema,
});
type KeptDefinition = z.infer<typeof keptDefinitionSchema>;

/** The definition kept from an earlier life, or null when there is none that can be used. */
async function readDefinition(file: string): Promise<SequenceDefinition | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    return keptDefinitionSchema.parse(JSON.parse(text)).definition;
  } catch {
    // Torn or of another release: it is made again from the package.
    return null;
  }
}

function summaryOf(folder: string, manifest: Manifest | undefined, error: ErrorData | undefined): SequenceSummary {
  return {
    name: manifest?.name ?? folder,
    folder,
    ...(manifest && { version: manifest.version }),
    ...(manifest?.displayName && { displayName: manifest.displayName }),
    ...(manifest?.description && { description: manifest.description }),
    ...(error && { error }),
  };
}

function viewOf({ manifest, hash }: CompiledPackage, definition: SequenceDefinition): LoadedPackage['view'] {
  const displayName = manifest.displayName ?? definition.displayName;
  return {
    name: manifest.name,
    version: manifest.version,
    packageHash: hash,
    steps: definition.steps,
    ...(displayName && { displayName }),
    ...(manifest.serialNumber && { serialNumber: manifest.serialNumber }),
  };
}

function detailOf(folder: string, { manifest, compiled, definition }: LoadedPackage): SequenceDetail {
  const hardware = Object.entries(manifest.hardware).map(([id, { displayName, driver, class: className }]) => [
    id,
    { displayName, driver, class: className },
  ]);
  return {
    ...summaryOf(folder, manifest, undefined),
    packageHash: compiled.hash,
    warnings: [...compiled.warnings, ...unusedDeclarations(manifest, definition)],
    ...(manifest.serialNumber && { serialNumber: manifest.serialNumber }),
    ...(compiled.limits && { limits: { version: compiled.limits.version, hash: compiled.limits.hash } }),
    steps: definition.steps,
    parameters: manifest.parameters,
    hardware: Object.fromEntries(hardware),
  };
}
