import { basename, join } from 'node:path';
import { CodedError, isCodedError } from '@neurohub/contracts/errors';
import { type Overrides, overridesFileSchema } from '@neurohub/contracts/overrides';
import { limitsOf, toCamelCase } from '../limits-of.ts';
import { readYaml, type YamlFile } from '../read-yaml.ts';

/**
 * Reads a file of overrides; whether they fit their package is not asked here. Throws {@link CodedError} MISSING_FILE, or
 * OVERRIDES_INVALID with all problems at once in `details.problems`, each with line and column.
 */
export async function readOverrides(file: string): Promise<Overrides> {
  const yaml = await readYaml(file).catch((error: unknown) => {
    if (!isCodedError(error) || error.code !== 'INVALID_YAML') throw error;
    throw new CodedError('OVERRIDES_INVALID', error.message, { details: error.details, cause: error });
  });
  const parsed = overridesFileSchema.safeParse(yaml.value);
  if (!parsed.success)
    throw invalid(
      file,
      yaml,
      parsed.error.issues.map(({ path, message }) => ({ path, message })),
    );
  const problems = limitProblems(parsed.data.limits);
  if (problems.length > 0) throw invalid(file, yaml, problems);
  return { ...parsed.data, limits: mapLimits(parsed.data.limits, toCamelCase) };
}

/** The overrides of one package in the folder where a station keeps them; undefined when there are none. @throws OVERRIDES_INVALID */
export async function readOverridesOf(name: string, folder: string): Promise<Overrides | undefined> {
  try {
    return await readOverrides(join(folder, `${name}.yaml`));
  } catch (thrown) {
    if (isCodedError(thrown) && thrown.code === 'MISSING_FILE') return undefined;
    throw thrown;
  }
}

type Limits = Overrides['limits'];
interface Problem {
  path: readonly PropertyKey[];
  message: string;
}

/** Said here because here the keys are as the person has written them. */
function limitProblems(limits: Limits): Problem[] {
  const problems: Problem[] = [];
  for (const [name, variants] of Object.entries(limits))
    for (const [variant, given] of Object.entries(variants))
      limitsOf(given, (message, path) => problems.push({ path: ['limits', name, variant, ...path], message }));
  return problems;
}

/** Every limit of overrides, or list of them, made anew. */
export function mapLimits(limits: Limits, map: (given: object) => object): Limits {
  const entries = Object.entries(limits).map(([name, variants]) => [
    name,
    Object.fromEntries(Object.entries(variants).map(([variant, given]) => [variant, map(given)])),
  ]);
  return Object.fromEntries(entries) as Limits;
}

function invalid(file: string, yaml: YamlFile, problems: readonly Problem[]): CodedError {
  const placed = problems.map(({ path, message }) => ({ path: path.join('.'), ...yaml.positionOf(path), message }));
  const text = placed.map(
    ({ path, line, column, message }) => `${basename(file)}:${line}:${column} ${path}: ${message}`,
  );
  return new CodedError('OVERRIDES_INVALID', text.join('\n'), { details: { file, problems: placed } });
}
