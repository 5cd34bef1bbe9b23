/** Changes the text of station.yaml: keys are set and removed; comments, order and every line that is not concerned stay as they are. */
import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '@neurohub/contracts/errors';
import { type Document, isMap, isNode, isScalar, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { withChangedLines } from './changed-lines.ts';
import { type Path, pathText } from './config-problem.ts';

type Settings = Record<string, unknown>;

/** Sets the value at this path, and makes what is missing on the way. @throws VALIDATION_ERROR when the path leads nowhere */
export function withValue(text: string, path: Path, value: unknown): string {
  return edited(text, (document) => {
    const { parent, key } = parentOf(document, path);
    putInto(document, parent, key, value);
  });
}

/** Without what is at this path. @throws VALIDATION_ERROR when nothing is */
export function withoutValue(text: string, path: Path): string {
  return edited(text, (document) => {
    if (!document.hasIn(path)) throw new CodedError('VALIDATION_ERROR', `${pathText(path)} is not in the file`);
    document.deleteIn(path);
  });
}

/** The whole file says this now; what it has said already stays as it is written. */
export function withContent(text: string, value: Settings): string {
  return edited(text, (document) => {
    if (isMap(document.contents)) updateMap(document, document.contents as YAMLMap, value);
    else document.contents = document.createNode(value) as typeof document.contents;
  });
}

function edited(text: string, edit: (document: Document) => void): string {
  const document = parseDocument(text, YAML);
  const [error] = document.errors;
  if (error) throw new CodedError('VALIDATION_ERROR', `the file cannot be changed before it is YAML: ${error.message}`);
  const style = styleOf(text);
  const before = document.toString(style);
  edit(document);
  const after = document.toString(style);
  const kept = withChangedLines(text, { before, after });
  // Whatever a file looks like, it has to say what it is meant to.
  const result = parseDocument(kept, YAML);
  return result.errors.length === 0 && isDeepStrictEqual(result.toJS(), document.toJS()) ? kept : after;
}

const YAML = { version: '1.2', schema: 'core', merge: false } as const;

/** As whoever wrote the file does it. */
function styleOf(text: string) {
  const [, indent = '  '] = /^[^\s#-][^\n]*:[^\n]*\n(?:\s*#[^\n]*\n|\s*\n)*( +)[^\s#]/m.exec(text) ?? [];
  return { lineWidth: 0, indent: indent.length, indentSeq: !/^[^\s#-][^\n]*:[^\n]*\n-\s/m.test(text) };
}

function parentOf(document: Document, path: Path): { parent: YAMLMap | YAMLSeq; key: string | number } {
  const key = path.at(-1);
  if (key === undefined) throw new CodedError('VALIDATION_ERROR', 'expected the name of a key');
  let node: unknown = document.contents;
  for (const [index, part] of path.slice(0, -1).entries()) {
    const child: unknown = isMap(node) || isSeq(node) ? (node as YAMLMap).get(part, true) : undefined;
    const isEmpty = child === undefined || child === null || (isScalar(child) && child.value === null);
    if (isEmpty && isMap(node))
      (node as YAMLMap).set(part, document.createNode(typeof path[index + 1] === 'number' ? [] : {}));
    node = isMap(node) || isSeq(node) ? (node as YAMLMap).get(part, true) : undefined;
    if (!isMap(node) && !isSeq(node))
      throw new CodedError(
        'VALIDATION_ERROR',
        `${pathText(path.slice(0, index + 1))} holds no keys: nothing can be set in it`,
      );
  }
  if (!isMap(node) && !isSeq(node)) throw new CodedError('VALIDATION_ERROR', 'the file holds no keys');
  return { parent: node as YAMLMap | YAMLSeq, key };
}

function updateMap(document: Document, map: YAMLMap, value: Settings): void {
  const known = map.items.map(({ key }) => String(isScalar(key) ? key.value : key));
  for (const key of known.filter((name) => value[name] === undefined)) map.delete(key);
  for (const [key, wanted] of Object.entries(value)) if (wanted !== undefined) putInto(document, map, key, wanted);
}

function putInto(document: Document, parent: YAMLMap | YAMLSeq, key: string | number, wanted: unknown): void {
  const node = (parent as YAMLMap).get(key, true);
  if (isNode(node) && isDeepStrictEqual(node.toJS(document), wanted)) return;
  if (isMap(node) && isSettings(wanted)) updateMap(document, node as YAMLMap, wanted);
  else if (isSeq(node) && Array.isArray(wanted)) updateList(document, node as YAMLSeq, wanted);
  else if (isScalar(node) && !isSettings(wanted) && !Array.isArray(wanted)) node.value = wanted;
  else (parent as YAMLMap).set(key, document.createNode(wanted));
}

function updateList(document: Document, list: YAMLSeq, wanted: readonly unknown[]): void {
  while (list.items.length > wanted.length) list.delete(list.items.length - 1);
  for (const [index, item] of wanted.entries())
    if (index < list.items.length) putInto(document, list, index, item);
    else list.add(document.createNode(item));
}

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
