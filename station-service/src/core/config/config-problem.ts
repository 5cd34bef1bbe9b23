/** One thing wrong with station.yaml, and all of them as one error. */
import { CodedError } from '@neurohub/contracts/errors';

export interface ConfigProblem {
  /** 1-based; absent only when the file as a whole is meant. */
  line?: number | undefined;
  column?: number | undefined;
  /** As people write it: `batches[0].slot`. */
  path: string;
  /** What was found, as written in the file; absent when nothing was. */
  value?: unknown;
  /** What is wrong and what is allowed. */
  message: string;
}

export type Path = readonly (string | number)[];

/** A problem before its place in the file is looked up. */
export interface FoundProblem {
  path: Path;
  value?: unknown;
  message: string;
  /** The key is wrong, not its value: point at the key. */
  isAboutKey?: boolean;
}

export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/**
 * All problems at once, in the order of the file, one a line: `station.yaml:12:5  server.port: 70000 — …`.
 * @param untold how many more there are than `problems` holds
 */
export function configError(file: string, problems: readonly ConfigProblem[], untold = 0): CodedError {
  const sorted = [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  const all = sorted.length + untold;
  const count =
    all === 1 ? 'one problem' : `${all} problems${untold > 0 ? `, of which these are the first ${sorted.length}` : ''}`;
  const lines = sorted.map((problem) => `  ${file}${describe(problem)}`);
  return new CodedError('CONFIG_INVALID', [`${file} has ${count}:`, ...lines].join('\n'), {
    details: { file, problems: sorted },
  });
}

function describe({ line, column, path, value, message }: ConfigProblem): string {
  const place = line === undefined ? '' : `:${line}:${column ?? 1}`;
  const shown = value === undefined ? '' : `: ${shorten(JSON.stringify(value))}`;
  return `${place}  ${path}${shown}${path || shown ? ' — ' : ''}${message}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
