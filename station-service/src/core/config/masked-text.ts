/** The text of station.yaml for people who may not see its secrets, and back. */
import { MASKED } from '@neurohub/contracts/config-rest';
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { type Path, pathText } from './config-problem.ts';
import { isLiteralSecret } from './secret-keys.ts';

/** Every literal secret is replaced by {@link MASKED}. A text that is no YAML shows nothing behind the names of such keys. */
export function maskedText(text: string): string {
  const document = parseDocument(text, YAML);
  if (document.errors.length > 0) return text.replaceAll(SECRET_LINE, `$1${MASKED}`);
  return replaced(text, scalarsOf(document.contents, []), ({ path, value }) =>
    isLiteralSecret(path, value) ? MASKED : undefined,
  );
}

/** The masks of `text` replaced by what `original` has at the same place. What has nothing there stays. */
export function unmaskedText(text: string, original: string): string {
  if (!text.includes(MASKED)) return text;
  const [masked, known] = [parseDocument(text, YAML), parseDocument(original, YAML)];
  const sources = new Map(scalarsOf(known.contents, []).map((found) => [pathText(found.path), found]));
  return replaced(text, scalarsOf(masked.contents, []), ({ path, value }) => {
    const source = value === MASKED ? sources.get(pathText(path)) : undefined;
    return source && original.slice(...source.range);
  });
}

const YAML = { version: '1.2', schema: 'core', merge: false, logLevel: 'silent' } as const;
const SECRET_LINE =
  /^([ \t\-{]*["']?\w*(?:password|passphrase|secret|token|api_?key|hash|_pin)\w*["']?[ \t]*:[ \t]*)(?!\$\{\w+\})\S.*$/gim;

interface Found {
  path: Path;
  value: unknown;
  range: [number, number];
}

/** Batches by their ids: they may have moved. */
function scalarsOf(node: Node | null | undefined, path: Path): Found[] {
  if (isScalar(node) && node.range) return [{ path, value: node.value, range: [node.range[0], node.range[1]] }];
  if (isMap<Node, Node | null>(node))
    return node.items.flatMap(({ key, value }) => scalarsOf(value, [...path, String(isScalar(key) ? key.value : key)]));
  if (!isSeq<Node>(node)) return [];
  return node.items.flatMap((item, index) => {
    const id: unknown = isMap(item) ? item.get('id') : undefined;
    return scalarsOf(item, [...path, typeof id === 'string' ? id : index]);
  });
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
