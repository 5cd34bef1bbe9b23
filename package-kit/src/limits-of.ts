/** Limits as a YAML file of people says them, in snake_case → as they are judged. */
import { type PreparedLimit, prepareJsonLimit, prepareLimit } from '@neurohub/contracts/limits';
import type { Limit } from '@neurohub/contracts/record';

/** Takes one problem; `path` is where it stands below the limit or the list. */
type Report = (problem: string, path: readonly PropertyKey[]) => void;

/** One limit or a list of them; what is wrong is reported and left out. */
export function limitsOf(given: object | readonly object[], report: Report): Limit[] {
  if (Array.isArray(given)) return given.flatMap((one: object, i) => limitOf(one, (problem) => report(problem, [i])));
  return limitOf(given, (problem) => report(problem, []));
}

const REFUSED = Symbol('refused');

function limitOf(given: object, report: (problem: string) => void): Limit[] {
  const wrong = keysOf(given).find((key) => /[A-Z]/.test(key));
  if (wrong !== undefined) {
    report(`"${wrong}" is written ${snakeCased(wrong)} here`);
    return [];
  }
  try {
    const prepared = prepare(camelCased(given), (problem) => {
      report(snakeCased(problem));
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
