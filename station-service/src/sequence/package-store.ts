import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { Manifest, ManifestHardware } from '@neurohub/contracts/manifest';
import { type SequenceDefinition, sequenceDefinitionSchema } from '@neurohub/contracts/record';
import type { BatchView, SequenceDetail, SequenceSummary, UploadedSequence } from '@neurohub/contracts/rest';
import {
  ALLOWED_NODE_MODULES,
  type CompiledPackage,
  checkDefinition,
  compilePackage,
  findPackage,
  holdVersion,
  INSTALLED_FOLDER,
  listPackages,
  type PackageListing,
  packageReference,
  unusedDeclarations,
  type VersionPins,
  withManifestTexts,
} from '@neurohub/package-kit';
import { describePackage, type WorkerFiles, type WorkerPackage } from '@neurohub/worker-link';
import * as z from 'zod';
import type { PackageTrust } from './package-trust.ts';

/** A package that has been read, compiled and described: all a batch needs of it. */
export interface LoadedPackage {
  manifest: Manifest;
  compiled: CompiledPackage & { signedBy?: string };
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
  trust: Pick<PackageTrust, 'signerOf'>;
  /** Packages that batches run on simulators, as station.yaml names them. */
  simulated(): readonly string[];
  /** Batches with a version of their own. */
  pins: Pick<VersionPins, 'of'>;
}

export interface WantedLoad {
  /** It is for a batch on simulators; default: some batch is. */
  isSimulated?: boolean;
  /** For this batch, which may have a version of its own. */
  batchId?: string;
  /** Of `installed/<name>`: this version, whichever is in use. */
  id?: string;
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

  /**
   * Compiles what is in the folder now and describes it.
   * @throws the coded error of whatever is wrong with the package, or with who signed it.
   */
  async load(reference: string, about: WantedLoad = {}): Promise<LoadedPackage> {
    const { packagesDir, trust, simulated } = this.#options;
    const { folder, path, manifest } = await this.#locate(reference, about);
    const compiled = await compilePackage({ folder: path, outRoot: packagesDir });
    const isInstalled = folder.startsWith(`${INSTALLED_FOLDER}/`);
    const isSimulated =
      about.isSimulated ?? [folder, manifest?.name ?? folder].some((name) => simulated().includes(name));
    // Before it is asked what it declares: that loads its code.
    const signer = await trust.signerOf(path, compiled, { isInstalled, isSimulated });
    return this.#describe({ ...compiled, ...(signer && { signedBy: signer.keyId }) });
  }

  /** The folder that is meant, which for an installed package is that of one version. */
  async #locate(reference: string, { batchId, id }: WantedLoad): Promise<Omit<PackageListing, 'warnings'>> {
    const { sequencesDir, pins } = this.#options;
    const folder = packageReference(reference);
    const pin = batchId === undefined ? undefined : await pins.of(batchId);
    if (id !== undefined) return { folder, path: join(sequencesDir, folder, id) };
    if (pin) {
      const own = `${INSTALLED_FOLDER}/${pin.name}`;
      const isMeant = folder === own || (await findPackage(sequencesDir, reference)).folder === own;
      if (isMeant) return { folder: own, path: join(sequencesDir, own, pin.id) };
    }
    return findPackage(sequencesDir, reference);
  }

  /** As {@link load}, of a folder anywhere, whose code is trusted: what `station check` says, and no more. */
  async check(folder: string): Promise<Pick<UploadedSequence, 'steps' | 'warnings'>> {
    const compiled = await compilePackage({ folder, outRoot: this.#options.packagesDir });
    const { manifest, definition } = await this.#describe(compiled);
    const steps = definition.steps.map(({ name, group, order }) => ({ name, group, order }));
    return { steps, warnings: [...compiled.warnings, ...unusedDeclarations(manifest, definition)] };
  }

  async #describe(compiled: LoadedPackage['compiled']): Promise<LoadedPackage> {
    const { workerFiles } = this.#options;
    const { hash, dir, module, className, manifest } = compiled;
    const forWorker = { dir, hash, module, className, nodeModules: ALLOWED_NODE_MODULES };
    const declared = await this.#definition(dir, () =>
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

  /** `dir`: of the compiled package; what it declares is kept beside it. */
  #definition(dir: string, describe: () => Promise<SequenceDefinition>): Promise<SequenceDefinition> {
    const known = this.#definitions.get(dir);
    if (known) return known;
    const file = `${dir}.definition.json`;
    const definition = readDefinition(file).then(async (known) => {
      if (known) return known;
      const described = await describe();
      const kept: KeptDefinition = { format: DEFINITION_FORMAT, definition: described };
      await writeFile(`${file}.new`, JSON.stringify(kept));
      await rename(`${file}.new`, file);
      return described;
    });
    this.#definitions.set(dir, definition);
    // A failure is not kept: the next load asks again.
    definition.catch(() => this.#definitions.delete(dir));
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
  const { limits, signedBy } = compiled;
  return {
    ...summaryOf(folder, manifest, undefined),
    packageHash: compiled.hash,
    warnings: [...compiled.warnings, ...unusedDeclarations(manifest, definition)],
    ...(manifest.serialNumber && { serialNumber: manifest.serialNumber }),
    ...(manifest.author !== undefined && { author: manifest.author }),
    ...(signedBy && { signedBy }),
    stopOnFail: manifest.stopOnFail,
    ...(limits && { limits }),
    steps: definition.steps,
    ...(definition.blocks && { blocks: definition.blocks }),
    parameters: manifest.parameters,
    hardware: Object.fromEntries(Object.entries(manifest.hardware).map(([id, declared]) => [id, hardwareOf(declared)])),
  };
}

function hardwareOf(declared: ManifestHardware): SequenceDetail['hardware'][string] {
  const { displayName, driver, class: className, description, simulator, configSchema } = declared;
  const required = Object.entries(configSchema).filter(([, field]) => field.required && field.default === undefined);
  return {
    ...{ displayName, driver, class: className, simulator: simulator !== undefined },
    ...(description && { description }),
    required: required.map(([key]) => key),
    settings: configSchema,
  };
}
