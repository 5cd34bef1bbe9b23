import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { prepareLimit } from '@neurohub/contracts/limits';
import { DEFAULT_VARIANT, type LimitsFile, limitsFrameSchema } from '@neurohub/contracts/limits-file';
import type { Manifest } from '@neurohub/contracts/manifest';
import type { Limit } from '@neurohub/contracts/record';
import { nearestKey } from './nearest-key.ts';
import type { ManifestProblem } from './read-manifest.ts';
import { readYaml, type YamlFile } from './read-yaml.ts';
import { unknownKeys } from './unknown-keys.ts';

type Report = (path: readonly PropertyKey[], message: string) => void;

/**
 * Reads and checks `limits.yaml` of a package folder; undefined when there is none. Throws {@link CodedError} INVALID_YAML, or
 * LIMITS_INVALID with all problems at once in `details.problems`, each with line and column.
 */
export async function readLimits(folder: string, manifest: Manifest): Promise<LimitsFile | undefined> {
  const file = join(folder, 'limits.yaml');
  if (!(await isThere(file))) return undefined;
  const yaml = await readYaml(file);
  const problems: ManifestProblem[] = [];
  const report: Report = (path, message) =>
    problems.push({ code: 'LIMITS_INVALID', path: path.join('.'), ...yaml.positionOf(path), message });
  const limits = readFrame(yaml, manifest, report);
  if (!limits || problems.length > 0) throw limitsError(file, problems);
  const hash = createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
  return { hash, ...limits };
}

const isThere = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );

function readFrame(yaml: YamlFile, manifest: Manifest, report: Report): Omit<LimitsFile, 'hash'> | undefined {
  for (const { path, known } of unknownKeys(limitsFrameSchema, yaml.value)) {
    const meant = nearestKey(String(path.at(-1)), known);
    report(path, `unknown key${meant ? `; did you mean "${meant}"?` : ''}`);
  }
  const parsed = limitsFrameSchema.safeParse(yaml.value);
  for (const issue of parsed.error?.issues ?? []) report(issue.path, issue.message);
  if (!parsed.success) return undefined;
  const { version, variantParameter } = parsed.data;
  if (variantParameter !== undefined && !Object.hasOwn(manifest.parameters, variantParameter))
    report(['variant_parameter'], `manifest.yaml has no parameter "${variantParameter}"`);
  const limits = mapEntries(parsed.data.limits, (variants, name) =>
    mapEntries(variants, (given, variant) => {
      const path = ['limits', name, variant];
      if (variant !== DEFAULT_VARIANT && variantParameter === undefined)
        report(path, `without variant_parameter the only variant is "${DEFAULT_VARIANT}"`);
      if (Array.isArray(given)) return given.flatMap((one, i) => readLimit(one, [...path, i], report));
      return readLimit(given, path, report);
    }),
  );
  return { version, ...(variantParameter === undefined ? {} : { variantParameter }), limits };
}

const REFUSED = Symbol('refused');

function readLimit(given: object, path: readonly PropertyKey[], report: Report): Limit[] {
  const wrong = keysOf(given).find((key) => /[A-Z]/.test(key));
  if (wrong !== undefined) {
    report(path, `"${wrong}" is written ${snakeCased(wrong)} here`);
    return [];
  }
  try {
    const prepared = prepareLimit(camelCased(given), (problem) => {
      report(path, snakeCased(problem));
      throw REFUSED;
    });
    return prepared ? [prepared.limit] : [];
  } catch (thrown) {
    if (thrown === REFUSED) return [];
    throw thrown;
  }
}

const isZone = (key: string, value: unknown): value is object =>
  key === 'outside' && typeof value === 'object' && value !== null;

/** Keys of a limit, and of the zone of `outside`. */
const keysOf = (given: object): string[] =>
  Object.entries(given).flatMap(([key, value]) => (isZone(key, value) ? [key, ...keysOf(value)] : [key]));

function camelCased(given: object): Record<string, unknown> {
  const entries = Object.entries(given).map(([key, value]) => [
    key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    isZone(key, value) ? camelCased(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/** The names of keys in a message, as they are written in the file. */
const snakeCased = (problem: string) =>
  problem.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (key) =>
    key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );

function mapEntries<T, R>(record: Record<string, T>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function limitsError(file: string, problems: ManifestProblem[]): CodedError {
  const text = problems.map(({ path, line, column, message }) => {
    return `limits.yaml:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
  });
  return new CodedError('LIMITS_INVALID', text.join('\n'), { details: { file, problems } });
}
