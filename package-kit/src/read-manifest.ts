import { join } from 'node:path';
import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import { type Manifest, manifestSchema } from '@neurohub/contracts/manifest';
import { checkManifestValues, type Report } from './check-manifest-values.ts';
import { manifestWarnings } from './manifest-warnings.ts';
import { commandProblems } from './manual/command-problems.ts';
import { type Position, readYaml } from './read-yaml.ts';
import { pythonModule, resolveModule } from './resolve-module.ts';

/** One thing wrong in a manifest; `path` is dotted, line and column are 1-based. */
export interface ManifestProblem extends Position {
  code: ErrorCode;
  path: string;
  message: string;
}

export interface ReadManifest {
  manifest: Manifest;
  /** Source file of the sequence, relative to the package folder. */
  module: string;
  /** Source file of each hardware's driver, relative to the package folder. */
  driverModules: Record<string, string>;
  /** Source file of each simulator that a hardware names, by hardware id, relative to the package folder. */
  simulatorModules: Record<string, string>;
  /** What was accepted and has no effect, one sentence each. */
  warnings: string[];
}

/**
 * Reads and checks `manifest.yaml` of a package folder, and that the files it names are there. A key without a value counts as
 * absent. Throws {@link CodedError} MISSING_FILE, INVALID_YAML, INVALID_SCHEMA, DUPLICATE_ORDER, MISSING_MODULE or MISSING_DRIVER: all problems at
 * once in `details.problems` ({@link ManifestProblem}); the code is that of the first kind found, in this order.
 */
export async function readManifest(folder: string): Promise<ReadManifest> {
  const file = join(folder, 'manifest.yaml');
  const yaml = await readYaml(file);
  const raw = withoutEmptyKeys(yaml.value);
  const problems: ManifestProblem[] = [];
  const report: Report = (code, path, message) =>
    problems.push({ code, path: path.join('.'), ...yaml.positionOf(path), message });

  const parsed = manifestSchema.safeParse(raw);
  for (const issue of parsed.error?.issues ?? []) report('INVALID_SCHEMA', issue.path, issue.message);
  if (!parsed.success) throw schemaError(file, problems);

  const manifest = parsed.data;
  checkManifestValues(manifest, report);
  const module = await checkSequenceModule(folder, manifest, report);
  const driverModules = await checkDriverModules(folder, manifest, report);
  const simulatorModules = await checkSimulatorModules(folder, manifest, report);
  for (const { path, message } of commandProblems(manifest)) report('INVALID_SCHEMA', path, message);
  if (problems.length > 0 || module === undefined) throw schemaError(file, problems);
  return {
    manifest,
    module,
    driverModules,
    simulatorModules,
    warnings: manifestWarnings(raw, manifest, yaml),
  };
}

/** `hardware:` without a value is what people write for "none". A default may be null on purpose. */
export function withoutEmptyKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => item !== null || key === 'default')
      .map(([key, item]) => [key, withoutEmptyKeys(item)]),
  );
}

async function checkSequenceModule(folder: string, manifest: Manifest, report: Report): Promise<string | undefined> {
  const reference = manifest.entryPoint.module;
  const module = await resolveModule(folder, reference);
  if (module === undefined) {
    const message = await missingFile(folder, reference, `${reference.replace(/\.ts$/, '')}.ts`);
    report('MISSING_MODULE', ['entry_point', 'module'], message);
  }
  return module;
}

async function checkDriverModules(folder: string, manifest: Manifest, report: Report): Promise<Record<string, string>> {
  const modules: Record<string, string> = {};
  for (const [id, hardware] of Object.entries(manifest.hardware)) {
    const module = await resolveModule(folder, hardware.driver, 'drivers');
    if (module !== undefined) modules[id] = module;
    else {
      const message = await missingFile(folder, hardware.driver, 'a .ts file of the package', 'drivers');
      report('MISSING_DRIVER', ['hardware', id, 'driver'], message);
    }
  }
  return modules;
}

async function checkSimulatorModules(
  folder: string,
  manifest: Manifest,
  report: Report,
): Promise<Record<string, string>> {
  const modules: Record<string, string> = {};
  for (const [id, { simulator }] of Object.entries(manifest.hardware)) {
    if (!simulator) continue;
    const module = await resolveModule(folder, simulator.module, 'simulators');
    if (module !== undefined) modules[id] = module;
    else {
      const message = await missingFile(folder, simulator.module, 'a .ts file of the package', 'simulators');
      report('MISSING_MODULE', ['hardware', id, 'simulator', 'module'], message);
    }
  }
  return modules;
}

async function missingFile(folder: string, reference: string, wanted: string, bareFolder?: string): Promise<string> {
  const python = await pythonModule(folder, reference, bareFolder);
  if (python) return `${python} is Python; this station runs TypeScript`;
  return `expected ${wanted}; "${reference}" names none`;
}

function schemaError(file: string, problems: ManifestProblem[]): CodedError {
  const order: ErrorCode[] = ['INVALID_SCHEMA', 'DUPLICATE_ORDER', 'MISSING_MODULE', 'MISSING_DRIVER'];
  const code = order.find((candidate) => problems.some((problem) => problem.code === candidate)) ?? 'INVALID_SCHEMA';
  const text = problems.map(({ path, line, column, message }) => {
    return `manifest.yaml:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
  });
  return new CodedError(code, text.join('\n'), { details: { file, problems } });
}
