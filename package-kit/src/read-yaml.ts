/** YAML as a package may contain it: plain data, one document, bounded in size and depth, no aliases. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 32;
/** More than a person reads at once. */
const MOST_TOLD = 50;

/** A place in a YAML file, both 1-based. */
export interface Position {
  line: number;
  column: number;
}

export interface YamlProblem extends Position {
  message: string;
}

export interface YamlFile {
  value: unknown;
  /** Where the value at `path` stands; for a missing key, where the nearest part that exists stands. */
  positionOf(path: readonly PropertyKey[]): Position;
}

/**
 * Reads one YAML file. Throws {@link CodedError} MISSING_FILE, or INVALID_YAML with all problems in `details.problems`.
 */
export async function readYaml(file: string): Promise<YamlFile> {
  return parseYaml(await readBytes(file), file);
}

/** As {@link readYaml}, of bytes that were read already; `file` names them in errors. Throws INVALID_YAML. */
export function parseYaml(bytes: Buffer, file: string): YamlFile {
  const text = textOf(bytes, file);
  const lines = new LineCounter();
  const document = parse(text, lines, file);
  const problems = [...syntaxProblems(document, lines), ...structureProblems(document, lines)];
  if (problems.length > 0) throw invalid(file, problems);
  return { value: document.toJS(), positionOf: (path) => positionOf(document, lines, path) };
}

async function readBytes(file: string): Promise<Buffer> {
  const facts = await stat(file).catch(() => undefined);
  if (!facts?.isFile()) throw new CodedError('MISSING_FILE', `${basename(file)} is missing`, { details: { file } });
  assertSize(facts.size, file);
  return readFile(file).catch((cause: unknown) => {
    throw invalid(file, [atStart('expected a readable UTF-8 text')], cause);
  });
}

function assertSize(bytes: number, file: string): void {
  if (bytes > MAX_BYTES)
    throw invalid(file, [atStart(`expected at most ${MAX_BYTES / 1024} KB; got ${Math.ceil(bytes / 1024)} KB`)]);
}

function textOf(bytes: Buffer, file: string): string {
  assertSize(bytes.length, file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw invalid(file, [atStart('expected a readable UTF-8 text')], cause);
  }
}

function parse(text: string, lineCounter: LineCounter, file: string): Document.Parsed {
  try {
    return parseDocument(text, { version: '1.2', schema: 'core', merge: false, uniqueKeys: true, lineCounter });
  } catch (cause) {
    // The parser is recursive: nesting far beyond the limit ends in a RangeError before it can be measured.
    throw invalid(file, [atStart(`expected at most ${MAX_DEPTH} levels of nesting`)], cause);
  }
}

function syntaxProblems(document: Document.Parsed, lines: LineCounter): YamlProblem[] {
  return [...document.errors, ...document.warnings].map((error) => ({
    ...linePosition(lines, error.pos[0]),
    message: (error.message.split('\n')[0] ?? error.message).replace(/ at line \d+, column \d+:?$/, ''),
  }));
}

function structureProblems(document: Document.Parsed, lines: LineCounter): YamlProblem[] {
  const problems: YamlProblem[] = [];
  const report = (node: Node, message: string) => problems.push({ ...nodePosition(lines, node), message });
  visit(document, {
    Alias: (_, node) => report(node, 'aliases (*name) are not supported: write the value out') && undefined,
    Collection: (_, node, ancestors) => {
      if (ancestors.filter(isCollection).length < MAX_DEPTH) return undefined;
      report(node, `expected at most ${MAX_DEPTH} levels of nesting`);
      return visit.SKIP;
    },
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || isAlias(pair.key)) problems.push({ ...atStart('keys must be plain text') });
      else if (pair.key.value === '__proto__') report(pair.key, '"__proto__" cannot be a key');
      else if (pair.key.value === '<<') report(pair.key, 'merge keys (<<) are not supported: write the values out');
    },
  });
  return problems;
}

function positionOf(document: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): Position {
  let node: unknown = document.contents;
  let position = node === null ? { line: 1, column: 1 } : nodePosition(lines, node as Node);
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part));
      if (!pair) break;
      position = nodePosition(lines, pair.key as Node);
      node = pair.value;
    } else if (isCollection(node)) {
      node = node.get(part, true);
      if (!node) break;
      position = nodePosition(lines, node as Node);
    } else break;
  }
  return position;
}

const nodePosition = (lines: LineCounter, node: Node): Position => linePosition(lines, node.range?.[0] ?? 0);

function linePosition(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

const atStart = (message: string): YamlProblem => ({ line: 1, column: 1, message });

function invalid(file: string, problems: YamlProblem[], cause?: unknown): CodedError {
  const told = problems.slice(0, MOST_TOLD);
  const text = told.map((problem) => `${basename(file)}:${problem.line}:${problem.column} ${problem.message}`);
  if (problems.length > told.length) text.push(`and ${problems.length - told.length} more`);
  return new CodedError('INVALID_YAML', text.join('\n'), {
    details: { file, problems: told.map((problem) => ({ code: 'INVALID_YAML', ...problem })) },
    cause,
  });
}
