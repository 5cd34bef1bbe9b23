/** The text of station.yaml → the configuration, or every problem at once. Pure: no file, no environment of its own. */
import { CONFIG_VERSION, type StationConfig, stationConfigSchema } from '@neurohub/contracts/config';
import { MASKED } from '@neurohub/contracts/config-rest';
import { type ConfigProblem, configError, type FoundProblem, type Path, pathText } from './config-problem.ts';
import { coreProblems } from './core-problems.ts';
import { instrumentProblems } from './instrument-problems.ts';
import { migrateConfig } from './migrate-config.ts';
import { takeOutNotedKeys } from './noted-keys.ts';
import { type Environment, type Expansion, expandReferences } from './references.ts';
import { schemaProblems } from './schema-problems.ts';
import { isLiteralSecret } from './secret-keys.ts';
import { readYaml, type YamlDocument } from './yaml-document.ts';

/** More than a person reads at once; each one costs a walk through the file. */
const MOST_TOLD = 100;

const ANY_CORE: readonly number[] = [...Array(1024).keys()];

interface Machine {
  env: Environment;
  cores: readonly number[];
  hubUrl: string | undefined;
}

interface ParseOptions {
  file: string;
  env: Environment;
  cores?: readonly number[];
  hubUrl?: string | undefined;
}

export interface ParsedConfig {
  config: StationConfig;
  /** What the file says, in its own words: migrated, without keys that have no effect, with references as they are written. */
  value: unknown;
  /** For people: keys without effect, references without a value yet. */
  warnings: string[];
}

/**
 * @param file how to call the file in messages
 * @param cores those that the station may use; default: whatever a file names
 * @param hubUrl given by a flag: the file need not say it once more to say the rest of `backend`
 * @throws CodedError CONFIG_INVALID; details.problems: {@link ConfigProblem}[]
 */
export function parseConfig(text: string, { file, env, cores = ANY_CORE, hubUrl }: ParseOptions): ParsedConfig {
  const document = readYaml(text);
  if (document.problems.length > 0) throw configError(file, document.problems);
  const { value: present, moved } = migrateConfig(document.value ?? {});
  const { value, noted } = takeOutNotedKeys(present);
  const expansion = expandReferences(value, env);
  const { config, problems } = check(expansion, { env, cores, hubUrl });
  if (config === undefined)
    throw configError(
      file,
      problems.slice(0, MOST_TOLD).map((problem) => located(problem, document)),
      Math.max(0, problems.length - MOST_TOLD),
    );
  const warnings = [
    ...moved.map((what) => `version 0 was read as version ${CONFIG_VERSION}: ${what}`),
    ...noted.map(({ path, message }) => `${place(document, path)}: ${message}`),
    ...expansion.unset.map(({ path, name }) => `${place(document, path)}: ${name} is not set in the environment`),
  ];
  return { config: deepFreeze(config), value: deepFreeze(value), warnings };
}

function check(
  expansion: Expansion,
  { env, cores, hubUrl }: Machine,
): { config?: StationConfig; problems: FoundProblem[] } {
  const input = withHubUrl(withTypesOfReferences(expansion), hubUrl);
  const result = stationConfigSchema.safeParse(input);
  if (result.success && expansion.problems.length === 0) {
    const problems = [...instrumentProblems(result.data, env), ...coreProblems(result.data, cores)];
    return problems.length === 0 ? { config: result.data, problems } : { problems };
  }
  const unset = new Set(expansion.problems.map(({ path }) => pathText(path)));
  const found = result.success ? [] : schemaProblems(result.error.issues, input);
  const others = found.filter(({ path }) => !unset.has(pathText(path)));
  return { problems: [...expansion.problems, ...others.map((problem) => withoutSecrets(problem, expansion))] };
}

function withHubUrl(input: unknown, url: string | undefined): unknown {
  if (url === undefined || !isRecord(input) || !isRecord(input['backend']) || 'url' in input['backend']) return input;
  return { ...input, backend: { ...input['backend'], url } };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A reference gives a text; where the schema wants a number or a boolean, the text is read as one. */
function withTypesOfReferences({ value, written }: Expansion): unknown {
  const first = stationConfigSchema.safeParse(value);
  if (first.success || written.length === 0) return value;
  const copy: unknown = structuredClone(value);
  const expanded = new Set(written.map(({ path }) => pathText(path)));
  for (const issue of first.error.issues) {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code === 'invalid_type' && expanded.has(pathText(path))) convertAt(copy, path, issue.expected);
  }
  return copy;
}

function convertAt(root: unknown, path: Path, expected: string): void {
  let node = root;
  for (const part of path.slice(0, -1)) node = (node as Record<string | number, unknown>)[part];
  const parent = node as Record<string | number, unknown>;
  const last = path.at(-1) ?? '';
  const text = String(parent[last]).trim();
  if ((expected === 'number' || expected === 'int') && text !== '' && Number.isFinite(Number(text)))
    parent[last] = Number(text);
  if (expected === 'boolean' && /^(true|false)$/i.test(text)) parent[last] = text.toLowerCase() === 'true';
}

/** A value of the environment is shown as its reference: it may be a secret. */
function withoutSecrets(problem: FoundProblem, { written }: Expansion): FoundProblem {
  const text = written.find(({ path }) => pathText(path) === pathText(problem.path))?.text;
  return text === undefined ? problem : { ...problem, value: text };
}

function located({ path, value, message, isAboutKey }: FoundProblem, document: YamlDocument): ConfigProblem {
  const at = isAboutKey ? document.placeOfKey(path) : document.placeOf(path);
  const isPlain = typeof value !== 'object' || value === null;
  const shown = isLiteralSecret(path, value) ? MASKED : value;
  return { ...at, path: pathText(path), ...(isPlain && value !== undefined ? { value: shown } : {}), message };
}

function place(document: YamlDocument, path: Path): string {
  return `line ${document.placeOfKey(path)?.line ?? 1}, ${pathText(path)}`;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) deepFreeze(child);
    Object.freeze(value);
  }
  return value;
}
