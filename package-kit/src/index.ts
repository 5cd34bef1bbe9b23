/** Reads, checks, compiles, hashes, packs, signs and installs sequence packages, and resolves plans. Nothing here ever executes a package's code. */
export { type Archive, readArchive } from './archive/archive.ts';
export { MAX_ARCHIVE_BYTES, MAX_ARCHIVE_FILES } from './archive/archive-limits.ts';
export { archivedManifest } from './archive/archived-manifest.ts';
export { type CurrentVersion, currentVersionSchema } from './archive/current-version.ts';
export {
  InstalledPackages,
  type InstalledPackagesOptions,
  type InstalledVersion,
} from './archive/installed-packages.ts';
export { type PackedPackage, type PackOptions, packPackage } from './archive/pack-package.ts';
export type { Release } from './archive/release.ts';
export { signPackage, verifyPackage } from './archive/sign-package.ts';
export { signatureOfInstalled } from './archive/signature-state.ts';
export { createKeyPair, type KeyPair, type Signature } from './archive/signatures.ts';
export { type TrustedKey, TrustStore } from './archive/trust-store.ts';
export { unpackPackage } from './archive/unpack-package.ts';
export { type ArchiveFile, readUstar, writeUstar } from './archive/ustar.ts';
export { verifyInstalled } from './archive/verify-installed.ts';
export { armedInstruments, holdVersion, leaseHolders, type PackageLease } from './archive/version-holders.ts';
export { type VersionPin, VersionPins, versionPinSchema } from './archive/version-pins.ts';
export { checkDefinition, unusedDeclarations, withManifestTexts } from './check-definition.ts';
export { type CompiledPackage, type CompileOptions, compilePackage } from './compile-package.ts';
export { findPackage, INSTALLED_FOLDER, listPackages, type PackageListing, packageReference } from './list-packages.ts';
export { commandParams } from './manual/command-params.ts';
export { manualCommands } from './manual/manual-commands.ts';
export { nearestKey } from './nearest-key.ts';
export { ALLOWED_NODE_MODULES } from './node-modules.ts';
export { overridesText } from './overrides/overrides-text.ts';
export { readOverrides, readOverridesOf } from './overrides/read-overrides.ts';
export { isStale, type OverriddenRelease, resolveOverrides } from './overrides/resolve-overrides.ts';
export { readImageAsset } from './package-assets.ts';
export { type PlanSources, type ResolvedPlan, releaseOf, resolveInstrument, resolvePlan } from './plan/plan.ts';
export { planDifferences } from './plan/plan-differences.ts';
export { planSecrets } from './plan/plan-secrets.ts';
export { readLimits } from './read-limits.ts';
export { type ManifestProblem, type ReadManifest, readManifest } from './read-manifest.ts';
export { readYaml, type YamlFile } from './read-yaml.ts';
export { type FileRights, replaceFile } from './replace-file.ts';
export { type ValueRule, valueProblem } from './value-problem.ts';
