/**
 * Why a value would not come back from JSON as it is, with the place; null when it would. NaN, for instance, would come back as null.
 */
export function jsonProblem(value: unknown, path = ''): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  const here = path === '' ? 'the value' : path;
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${here} is ${value}`;
  if (typeof value !== 'object') return `${here} is ${typeof value}`;
  if (path.length > MAX_PATH) return `${here} is nested too deep`;
  if (Array.isArray(value)) return firstProblem(value.map((item, i) => [`${path}[${i}]`, item]));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null)
    return `${here} is no plain object`;
  return firstProblem(Object.entries(value).map(([key, item]) => [`${path}.${key}`, item]));
}

/** Long enough for what people write, short enough to end what refers to itself. */
const MAX_PATH = 1_000;

function firstProblem(items: readonly (readonly [string, unknown])[]): string | null {
  for (const [path, item] of items) {
    const problem = jsonProblem(item, path);
    if (problem) return problem;
  }
  return null;
}
