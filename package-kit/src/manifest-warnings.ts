/** What is accepted in a manifest and has no effect, or probably not the one that was meant: one sentence each, with its line. */
import {
  FOREIGN_MANIFEST_KEYS,
  type Manifest,
  manifestSchema,
  TOLERATED_MANIFEST_KEYS,
} from '@neurohub/contracts/manifest';
import { findUnit, UNITS } from '@neurohub/contracts/units';
import { nearestKey } from './nearest-key.ts';
import type { YamlFile } from './read-yaml.ts';
import { type UnknownKey, unknownKeys } from './unknown-keys.ts';

/** More than a person reads at once. */
const MOST_TOLD = 50;

export function manifestWarnings(raw: unknown, manifest: Manifest, yaml: YamlFile): string[] {
  const warnings = [...keyWarnings(raw, yaml), ...unitWarnings(manifest, yaml)];
  if (warnings.length <= MOST_TOLD) return warnings;
  return [...warnings.slice(0, MOST_TOLD), `manifest.yaml: and ${warnings.length - MOST_TOLD} more`];
}

function keyWarnings(raw: unknown, yaml: YamlFile): string[] {
  const tolerated: readonly string[] = TOLERATED_MANIFEST_KEYS;
  const unknown = unknownKeys(manifestSchema, raw).filter(
    ({ path }) => !tolerated.includes(String(path.at(-1))) && !isEmptyDependencies(path, raw),
  );
  const foreign = Map.groupBy(unknown, ({ path }) => foreignKey(path));
  return [...foreign].flatMap(([key, found]) => {
    if (key === undefined) return found.map((one) => unknownWarning(one, yaml));
    // A package of another generation has it at every step: said once.
    const [first] = found;
    const line = yaml.positionOf(first?.path ?? []).line;
    const times = found.length > 1 ? ` (${found.length} times)` : '';
    return [`manifest.yaml:${line} "${key}" has no effect${times}: ${FOREIGN_MANIFEST_KEYS[key]}`];
  });
}

/** `dependencies: {python: []}` asks for nothing. */
function isEmptyDependencies(path: readonly PropertyKey[], raw: unknown): boolean {
  if (path.join('.') !== 'dependencies') return false;
  const { dependencies } = raw as { dependencies: unknown };
  const lists =
    typeof dependencies === 'object' && dependencies !== null ? Object.values(dependencies) : [dependencies];
  return lists.every((list) => Array.isArray(list) && list.length === 0);
}

/** `steps.3.timeout` → `steps.timeout`, `hardware.dmm.mock` → `hardware.mock`; undefined for a key nobody knows. */
function foreignKey(path: readonly PropertyKey[]): string | undefined {
  const key = path.length === 3 ? `${String(path[0])}.${String(path[2])}` : path.join('.');
  return Object.hasOwn(FOREIGN_MANIFEST_KEYS, key) ? key : undefined;
}

function unknownWarning({ path, known }: UnknownKey, yaml: YamlFile): string {
  const meant = nearestKey(String(path.at(-1)), known);
  const hint = meant ? `; did you mean "${meant}"?` : '';
  return `manifest.yaml:${yaml.positionOf(path).line} "${path.join('.')}" has no effect${hint}`;
}

/** Any text may be a unit, but only those of the vocabulary are understood by others and shown with prefixes. */
function unitWarnings({ parameters }: Manifest, yaml: YamlFile): string[] {
  return Object.entries(parameters).flatMap(([id, { unit }]) => {
    if (unit === undefined || findUnit(unit)) return [];
    const { line } = yaml.positionOf(['parameters', id, 'unit']);
    const meant = nearestKey(unit, Object.keys(UNITS));
    return [
      `manifest.yaml:${line} "${unit}" is no unit of the vocabulary, and is shown as written${meant ? `; did you mean "${meant}"?` : ''}`,
    ];
  });
}
