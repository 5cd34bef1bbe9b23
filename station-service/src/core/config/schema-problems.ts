/** What the schema has against a configuration, in words for the person who wrote it. */
import { stationConfigSchema } from '@neurohub/contracts/config';
import * as z from 'zod';
import { type FoundProblem, type Path, pathText } from './config-problem.ts';
import { nearest } from './nearest.ts';

type Issue = z.core.$ZodIssue;
type KeyTree = { keys: Map<string, KeyTree>; each: KeyTree | undefined };

/** One problem for each thing that is wrong; `input` is what was checked. */
export function schemaProblems(issues: readonly Issue[], input: unknown): FoundProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path.filter((part) => typeof part !== 'symbol');
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key]));
    const value = valueAt(input, path);
    if (issue.code === 'invalid_key') return [{ path, message: `the key ${allowedBy(issue)}`, isAboutKey: true }];
    const message = value === undefined ? `is missing: ${allowedBy(issue)}` : allowedBy(issue);
    return [{ path, message, ...(value === undefined ? {} : { value }) }];
  });
}

function allowedBy(issue: Issue): string {
  if (issue.code === 'invalid_union')
    return [...new Set(issue.errors.flat().map(allowedBy))].join(', or ') || issue.message;
  if (issue.code === 'invalid_key') return issue.issues.map(allowedBy).join(', ');
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'invalid_type') return `expected ${article(issue.expected)}`;
  if (issue.code === 'invalid_value') return `expected one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `expected ${issue.inclusive ? 'at least' : 'more than'} ${bound(issue)}`;
  if (issue.code === 'too_big') return `expected ${issue.inclusive ? 'at most' : 'less than'} ${bound(issue)}`;
  if (issue.code === 'invalid_format')
    return issue.format === 'url' ? 'expected a URL' : `expected ${stripPrefix(issue.message)}`;
  return issue.message;
}

const NOUNS: Record<string, string> = {
  ...{ string: 'a text', number: 'a number', int: 'a whole number', boolean: 'true or false', array: 'a list' },
  ...{ object: 'a map of keys', record: 'a map of keys', null: 'null' },
};
const article = (expected: string) => NOUNS[expected] ?? expected;

function bound(issue: { origin: string; minimum?: number | bigint; maximum?: number | bigint }): string {
  const figure = String(issue.minimum ?? issue.maximum);
  if (issue.origin === 'string') return `${figure} characters`;
  return issue.origin === 'array' ? `${figure} entries` : figure;
}

const stripPrefix = (message: string) => message.replace(/^Invalid (string|input): /, '');

function unknownKey(path: Path): FoundProblem {
  const key = String(path.at(-1));
  const here = keysAt(path.slice(0, -1));
  const near = nearest(key, here) ?? pathsEndingWith(key)[0];
  const hint = near === undefined ? `allowed here: ${[...here].join(', ')}` : `did you mean ${near}?`;
  return { path, message: `unknown key; ${hint}`, isAboutKey: true };
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    return (value as Record<string | number, unknown>)[part];
  }, input);
}

// ── which keys there are, from the schema itself ─────────────────────────────

let tree: KeyTree | undefined;
const keyTree = () => (tree ??= toTree(z.toJSONSchema(stationConfigSchema, { io: 'input', unrepresentable: 'any' })));

function toTree(schema: z.core.JSONSchema._JSONSchema): KeyTree {
  if (typeof schema === 'boolean') return { keys: new Map(), each: undefined };
  const { items } = schema;
  const each = items !== undefined && !Array.isArray(items) ? toTree(items) : undefined;
  const properties = Object.entries(schema.properties ?? {});
  return { keys: new Map(properties.map(([key, value]) => [key, toTree(value)])), each };
}

function keysAt(path: Path): Set<string> {
  let node: KeyTree | undefined = keyTree();
  for (const part of path) node = typeof part === 'number' ? node?.each : node?.keys.get(part);
  return new Set(node?.keys.keys());
}

/** Where else the schema knows this key: people often have the right word at the wrong place. */
function pathsEndingWith(key: string): string[] {
  const found: string[] = [];
  const search = (node: KeyTree, path: Path): void => {
    for (const [name, child] of node.keys) {
      if (name === key) found.push(pathText([...path, name]));
      search(child, [...path, name]);
    }
  };
  search(keyTree(), []);
  return found;
}
