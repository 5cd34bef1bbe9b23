/** Limits as people write them, in snake_case in YAML files and in camelCase elsewhere → as they are judged. */
import { type PreparedLimit, prepareJsonLimit, prepareLimit } from '@neurohub/contracts/limits';
import type { Limit } from '@neurohub/contracts/record';

/** Takes one problem; `path` is where it stands below the limit or the list. */
type Report = (problem: string, path: readonly PropertyKey[]) => void;

/** One limit of a YAML file or a list of them; what is wrong is reported and left out. */
export function limitsOf(given: object | readonly object[], report: Report): Limit[] {
  return eachOf(given).flatMap(({ limit, path }) => {
    const wrong = keysOf(limit).find((key) => /[A-Z]/.test(key));
    if (wrong === undefined) return preparedLimit(camelCased(limit), (problem) => report(snakeCased(problem), path));
    report(`"${wrong}" is written ${snakeCased(wrong)} here`, path);
    return [];
  });
}

/** The same of JSON, where keys are in camelCase. */
export function limitsOfJson(given: object | readonly object[], report: Report): Limit[] {
  return eachOf(given).flatMap(({ limit, path }) => preparedLimit(limit, (problem) => report(problem, path)));
}

/** One limit or a list of them with its keys in the other spelling. */
export const toCamelCase = (given: object | readonly object[]): object =>
  Array.isArray(given) ? given.map((limit: object) => camelCased(limit)) : camelCased(given);
export const toSnakeCase = (given: object | readonly object[]): object =>
  Array.isArray(given) ? given.map((limit: object) => renamed(limit, snakeCased)) : renamed(given, snakeCased);

function eachOf(given: object | readonly object[]): { limit: object; path: number[] }[] {
  if (Array.isArray(given)) return given.map((limit: object, i) => ({ limit, path: [i] }));
  return [{ limit: given, path: [] }];
}

const REFUSED = Symbol('refused');

function preparedLimit(given: object, report: (problem: string) => void): Limit[] {
  try {
    const prepared = prepare(given as Record<string, unknown>, (problem) => {
      report(problem);
      throw REFUSED;
    });
    return prepared ? [prepared.limit] : [];
  } catch (thrown) {
    if (thrown === REFUSED) return [];
    throw thrown;
  }
}

/** A whole object or list to equal can only be meant for a JSON measurement. */
function prepare(limit: Record<string, unknown>, refuse: (problem: string) => never): PreparedLimit | null {
  const isJson = typeof limit['equals'] === 'object' && limit['equals'] !== null;
  return isJson ? prepareJsonLimit(limit, refuse) : prepareLimit(limit, refuse);
}

const isZone = (key: string, value: unknown): value is object =>
  key === 'outside' && typeof value === 'object' && value !== null;

/** Keys of a limit, and of the zone of `outside`. */
const keysOf = (given: object): string[] =>
  Object.entries(given).flatMap(([key, value]) => (isZone(key, value) ? [key, ...keysOf(value)] : [key]));

const camelCased = (given: object) =>
  renamed(given, (key) => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()));

function renamed(given: object, rename: (key: string) => string): Record<string, unknown> {
  const entries = Object.entries(given).map(([key, value]) => [
    rename(key),
    isZone(key, value) ? renamed(value, rename) : value,
  ]);
  return Object.fromEntries(entries);
}

/** A key, or the keys in a message, as they are written in a YAML file. */
const snakeCased = (text: string) =>
  text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
