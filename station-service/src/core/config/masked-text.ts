/** The text of station.yaml for people who may not see its secrets, and back. */
import { MASKED } from '@neurohub/contracts/config-rest';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type ConfigProblem, configError, type Path, pathText } from './config-problem.ts';
import { isLiteralSecret } from './secret-keys.ts';

/** Every literal secret is replaced by {@link MASKED}. A text that is no YAML shows nothing behind the names of such keys. */
export function maskedText(text: string): string {
  const document = parseDocument(text, YAML);
  if (document.errors.length > 0) return text.replaceAll(SECRET_LINE, `$1${MASKED}`);
  return replaced(text, scalarsOf(document.contents, []), ({ path, value }) =>
    isLiteralSecret(path, value) ? MASKED : undefined,
  );
}

/**
 * The masks of `text` replaced by what `original` has at the same place.
 * @throws CONFIG_INVALID for a mask that stands where there was no secret: nobody can say which one is meant
 */
export function unmaskedText(text: string, original: string, file = 'station.yaml'): string {
  if (!text.includes(MASKED)) return text;
  const lines = new LineCounter();
  const document = parseDocument(text, { ...YAML, lineCounter: lines });
  // What is wrong with it is told by whoever reads it next.
  if (document.errors.length > 0) return text;
  const sources = new Map(
    scalarsOf(parseDocument(original, YAML).contents, []).map((found) => [keyOf(found), found] as const),
  );
  const problems: ConfigProblem[] = [];
  const result = replaced(text, scalarsOf(document.contents, []), (found) => {
    if (found.value !== MASKED) return undefined;
    const source = sources.get(keyOf(found));
    if (source) return original.slice(...source.range);
    const { line, col } = lines.linePos(found.range[0]);
    const message = `${MASKED} stands for no secret here: write \${NAME}, or the secret`;
    problems.push({ line, column: col, path: pathText(found.path), message });
    return undefined;
  });
  if (problems.length > 0) throw configError(file, problems);
  return result;
}

const keyOf = ({ path }: Found) => JSON.stringify(path);

const YAML = { version: '1.2', schema: 'core', merge: false, logLevel: 'silent' } as const;
const SECRET_LINE =
  /^([ \t\-{]*["']?\w*(?:password|passphrase|secret|token|api_?key|hash|_pin)\w*["']?[ \t]*:[ \t]*)(?!\$\{\w+\})\S.*$/gim;

interface Found {
  path: Path;
  value: unknown;
  range: [number, number];
}

/** What stands in a list is known by its id or name: it may have moved. Without one it is known by its place in a list of this length. */
function scalarsOf(node: Node | null | undefined, path: Path): Found[] {
  if (isScalar(node) && node.range) return [{ path, value: node.value, range: [node.range[0], node.range[1]] }];
  if (isMap<Node, Node | null>(node))
    return node.items.flatMap(({ key, value }) => scalarsOf(value, [...path, String(isScalar(key) ? key.value : key)]));
  if (!isSeq<Node>(node)) return [];
  const names = node.items.map(nameOf);
  const areNames = names.every((name) => name !== undefined) && new Set(names).size === names.length;
  return node.items.flatMap((item, index) =>
    scalarsOf(item, [...path, ...(areNames ? [names[index] ?? index] : [names.length, index])]),
  );
}

function nameOf(item: Node): string | undefined {
  const name: unknown = isMap(item) ? (item.get('id') ?? item.get('name')) : undefined;
  return typeof name === 'string' ? name : undefined;
}

function replaced(text: string, found: readonly Found[], by: (one: Found) => string | undefined): string {
  let result = '';
  let from = 0;
  for (const one of found.toSorted((a, b) => a.range[0] - b.range[0])) {
    const replacement = by(one);
    if (replacement === undefined) continue;
    result += text.slice(from, one.range[0]) + replacement;
    from = one.range[1];
  }
  return result + text.slice(from);
}
