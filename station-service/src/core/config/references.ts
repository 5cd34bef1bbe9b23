/**
 * `${NAME}` in configuration: a value of the environment, so that secrets need not stand in a file.
 * Everywhere it is replaced when the file is read; in shared hardware and in the hardware and parameters of a batch it stays a reference until an
 * execution starts, so that neither the plan nor a record ever holds the secret.
 */
import type { FoundProblem, Path } from './config-problem.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\{([^}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export interface Expansion {
  value: unknown;
  problems: FoundProblem[];
  /** A reference that is kept and has no value now. */
  unset: { path: Path; name: string }[];
  /** Every text that was changed, as it stood in the file. */
  written: { path: Path; text: string }[];
}

/** Replaces references where they are replaced at reading, and checks the others. */
export function expandReferences(value: unknown, env: Environment): Expansion {
  const result: Expansion = { value: undefined, problems: [], unset: [], written: [] };
  result.value = mapTexts(value, [], (text, path) => {
    const isKept =
      path[0] === 'shared_hardware' || (path[0] === 'batches' && (path[2] === 'hardware' || path[2] === 'parameters'));
    const expanded = text.replaceAll(REFERENCE, (reference, name: string) => {
      if (!NAME.test(name)) {
        const message = `"${reference}" is no reference: expected \${NAME} with letters, digits and _`;
        result.problems.push({ path, value: text, message });
      } else if (isKept) {
        if (env[name] === undefined) result.unset.push({ path, name });
      } else {
        const found = env[name];
        if (found !== undefined) return found;
        result.problems.push({ path, value: text, message: `${name} is not set in the environment` });
      }
      return reference;
    });
    if (expanded !== text) result.written.push({ path, text });
    return expanded;
  });
  return result;
}

/** The text with every reference that has a value replaced, for comparing; the others stay. */
export function withKnownValues(text: string, env: Environment): string {
  return text.replaceAll(REFERENCE, (reference, name: string) => env[name] ?? reference);
}

function mapTexts(value: unknown, path: Path, change: (text: string, path: Path) => string): unknown {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, [...path, index], change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, [...path, key], change)]));
}
