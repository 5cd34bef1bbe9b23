import type { BenchCase } from './bench-case.ts';

/** The cases of these names with everything they need, in the order of `all`. No names means all. @throws for a name that is none */
export function chooseCases(all: readonly BenchCase[], names: readonly string[]): BenchCase[] {
  const unknown = names.find((name) => !all.some((one) => one.name === name));
  if (unknown !== undefined)
    throw new Error(`no case "${unknown}"; there are: ${all.map(({ name }) => name).join(', ')}`);
  if (names.length === 0) return [...all];
  const needed = new Set(
    all.filter(({ name }) => names.includes(name)).flatMap(({ name, needs = [] }) => [name, ...needs]),
  );
  return all.filter(({ name }) => needed.has(name));
}
