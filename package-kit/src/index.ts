/** Reads, checks, compiles and hashes sequence packages. Nothing here ever executes a package's code. */
export { type CompiledPackage, type CompileOptions, compilePackage } from './compile-package.ts';
export { findPackage, listPackages, type PackageListing } from './list-packages.ts';
export { nearestKey } from './nearest-key.ts';
export { ALLOWED_NODE_MODULES } from './node-modules.ts';
export { readLimits } from './read-limits.ts';
export { type ManifestProblem, type ReadManifest, readManifest } from './read-manifest.ts';
export { type ValueRule, valueProblem } from './value-problem.ts';
