/** Keys of other releases and of the original system: taken out before the schema sees them, with a word about each. */
import { NOTED_CONFIG_KEYS } from '@neurohub/contracts/config';
import type { Path } from './config-problem.ts';

export interface NotedKey {
  path: Path;
  message: string;
}

/** @returns the value without them, and what was found; the value given is not changed */
export function takeOutNotedKeys(value: unknown): { value: unknown; noted: NotedKey[] } {
  const noted: NotedKey[] = [];
  const strip = (node: unknown, path: Path): unknown => {
    if (Array.isArray(node)) return node.map((item, index) => strip(item, [...path, index]));
    if (typeof node !== 'object' || node === null) return node;
    const kept = Object.entries(node).flatMap(([key, child]) => {
      const message = messageOf([...path, key]);
      if (message === undefined) return [[key, strip(child, [...path, key])] as const];
      noted.push({ path: [...path, key], message });
      return [];
    });
    return Object.fromEntries(kept);
  };
  return { value: strip(value, []), noted };
}

function messageOf(path: Path): string | undefined {
  const pattern = path.map((part) => (typeof part === 'number' ? '*' : part)).join('.');
  return Object.hasOwn(NOTED_CONFIG_KEYS, pattern) ? NOTED_CONFIG_KEYS[pattern] : undefined;
}
