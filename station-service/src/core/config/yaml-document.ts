/** station.yaml as text → plain values, with the place of every key. Nothing here knows what the keys mean. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { ConfigProblem, Path } from './config-problem.ts';

const MOST_ALIASES = 50;

export interface Place {
  line: number;
  column: number;
}

export interface YamlDocument {
  /** Plain values; undefined when the text could not be read. */
  value: unknown;
  problems: ConfigProblem[];
  /** Where the value at this path begins, or the nearest thing around it that exists. */
  placeOf(path: Path): Place | undefined;
  /** Where the key at the end of this path is written. */
  placeOfKey(path: Path): Place | undefined;
}

/** Core schema of YAML 1.2: no merge keys, no tags that make objects, each key once. */
export function readYaml(text: string): YamlDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    ...{ version: '1.2', schema: 'core', merge: false, uniqueKeys: true, strict: true },
    ...{ prettyErrors: false, lineCounter: lines, logLevel: 'error' },
  });
  const toPlace = (offset: number | undefined): Place | undefined => {
    if (offset === undefined) return undefined;
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const problems: ConfigProblem[] = findings(document).map(({ pos, code, message }) => ({
    ...toPlace(pos[0]),
    path: '',
    // The parser is recursive: what is nested far too deeply ends in a RangeError of its own.
    message: code === 'RESOURCE_EXHAUSTION' ? 'nested too deeply' : message,
  }));
  problems.push(...refusedNodes(document, toPlace));
  return {
    value: problems.length === 0 ? toPlainValue(document, problems) : undefined,
    problems,
    placeOf: (path) => toPlace(walk(document, path).value),
    placeOfKey: (path) => toPlace(walk(document, path).key),
  };
}

/** After the first place that is no YAML the parser finds trouble everywhere: only the first is told. */
function findings({ errors, warnings }: Document.Parsed): YAMLError[] {
  const [firstSyntaxError, ...rest] = errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  return [...errors, ...warnings].filter((finding) => finding === firstSyntaxError || !rest.some((e) => e === finding));
}

function toPlainValue(document: Document.Parsed, problems: ConfigProblem[]): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    // Few aliases can still stand for millions of values when they hold each other.
    problems.push({ path: '', message: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

type ToPlace = (offset: number | undefined) => Place | undefined;

/** What is legal YAML and never wanted here. */
function refusedNodes(document: Document.Parsed, toPlace: ToPlace): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  let aliases = 0;
  visit(document, {
    Alias(_key, node, ancestors) {
      aliases += 1;
      const meant = node.resolve(document);
      const what = meant === undefined ? `there is no &${node.source} before it` : 'it stands inside of what it names';
      if (meant === undefined || ancestors.includes(meant))
        problems.push({ ...toPlace(node.range?.[0]), path: '', message: `*${node.source}: ${what}` });
      if (aliases !== MOST_ALIASES + 1) return;
      problems.push({ ...toPlace(node.range?.[0]), path: '', message: `at most ${MOST_ALIASES} aliases are allowed` });
    },
    Pair(_key, { key }) {
      if (!isScalar(key)) return;
      if (key.value === '<<' || key.value === '__proto__')
        problems.push({ ...toPlace(key.range?.[0]), path: String(key.value), message: 'this key is not allowed' });
    },
  });
  return problems;
}

/** Follows the path as far as it exists: the offsets of the last key and the last value met. */
function walk(document: Document.Parsed, path: Path): { key: number | undefined; value: number | undefined } {
  let node: Node | null | undefined = document.contents;
  let value = node?.range?.[0];
  let key = value;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap<Node, Node>(node)) {
      const pair: Pair<Node, Node> | undefined = node.items.find(
        (item) => isScalar(item.key) && String(item.key.value) === String(part),
      );
      if (!pair) break;
      key = pair.key.range?.[0];
      node = pair.value ?? undefined;
    } else if (isSeq<Node>(node) && typeof part === 'number') {
      node = node.items[part];
      key = node?.range?.[0];
    } else break;
    value = node?.range?.[0] ?? key;
    if (isMap(node) || isSeq(node)) value = node.flow === true ? value : key;
  }
  return { key, value };
}
