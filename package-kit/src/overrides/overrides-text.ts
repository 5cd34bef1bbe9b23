import { isDeepStrictEqual } from 'node:util';
import type { Overrides } from '@neurohub/contracts/overrides';
import { Document, isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { toSnakeCase } from '../limits-of.ts';
import { mapLimits } from './read-overrides.ts';

const HEADING = ` What this station changes of one release of the package. It may be edited by hand: the next start reads it.`;

/** The overrides as a file for people. What has not changed in `former` stays as it is written there, comments included. */
export function overridesText(overrides: Overrides, former?: string): string {
  const kept = former === undefined ? undefined : parseDocument(former);
  const value = fileValue(overrides);
  if (!kept || kept.errors.length > 0 || !isMap(kept.contents)) {
    const document = new Document(value);
    document.commentBefore = HEADING;
    return document.toString();
  }
  update(kept, kept.contents as YAMLMap, value);
  return kept.toString();
}

function fileValue({ packageHash, version, steps, limits, ...about }: Overrides): Record<string, unknown> {
  const inSeconds = Object.entries(steps).map(([name, { timeoutMs, ...step }]) => [
    name,
    { ...step, ...(timeoutMs !== undefined && { timeout: timeoutMs / 1000 }) },
  ]);
  return {
    version,
    hash: packageHash,
    ...about,
    steps: Object.fromEntries(inSeconds),
    limits: mapLimits(limits, toSnakeCase),
  };
}

function update(document: Document, map: YAMLMap, value: Record<string, unknown>): void {
  const keys = map.items.map(({ key }) => String(isScalar(key) ? key.value : key));
  for (const key of keys.filter((name) => !Object.hasOwn(value, name))) map.delete(key);
  for (const [key, wanted] of Object.entries(value)) {
    const node: unknown = map.get(key, true);
    const isEqual = isDeepStrictEqual(map.toJSON()[key], wanted);
    if (isEqual) continue;
    if (isMap(node) && isPlain(wanted)) update(document, node as YAMLMap, wanted);
    else if (isScalar(node) && !isObject(wanted)) node.value = wanted;
    else map.set(key, document.createNode(wanted));
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isPlain = (value: unknown): value is Record<string, unknown> => isObject(value) && !Array.isArray(value);
