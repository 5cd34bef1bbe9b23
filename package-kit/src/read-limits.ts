import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { DEFAULT_VARIANT, type LimitsFile, limitsFrameSchema } from '@neurohub/contracts/limits-file';
import type { Manifest } from '@neurohub/contracts/manifest';
import { limitsOf } from './limits-of.ts';
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
      return limitsOf(given, (problem, inner) => report([...path, ...inner], problem));
    }),
  );
  return { version, ...(variantParameter === undefined ? {} : { variantParameter }), limits };
}

function mapEntries<T, R>(record: Record<string, T>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}

function limitsError(file: string, problems: ManifestProblem[]): CodedError {
  const text = problems.map(({ path, line, column, message }) => {
    return `limits.yaml:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`;
  });
  return new CodedError('LIMITS_INVALID', text.join('\n'), { details: { file, problems } });
}
