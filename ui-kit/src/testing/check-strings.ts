/** What the tests of every screen ask of its strings. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { BothLanguages, Strings } from '../i18n/merge-strings.ts';

/** Texts by their whole key, `section.key`. */
export function flattenStrings(strings: Strings, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(strings).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flattenStrings(value, `${prefix}${key}.`)],
    ),
  );
}

/** Every way in which the two languages are not the same strings: none, when all is well. */
export function differencesOf({ en, ko }: BothLanguages): string[] {
  const [english, korean] = [flattenStrings(en), flattenStrings(ko)];
  const keys = new Set([...english.keys(), ...korean.keys()]);
  return [...keys].flatMap((key) => {
    const [one, other] = [english.get(key), korean.get(key)];
    if (!one || !other) return [`${key} is empty or missing in one language`];
    return holesIn(one) === holesIn(other) ? [] : [`${key} has other values to fill in`];
  });
}

const holesIn = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)]
    .map(([, name]) => name)
    .sort()
    .join();

/** The keys that the code in a folder names as they are. */
export function keysNamedIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  return files.flatMap((name) =>
    [...readFileSync(path.join(folder, name), 'utf8').matchAll(/\bt\('([\w.]+)'/g)].map(([, key]) => key ?? ''),
  );
}

/** Those of `keys` for which there is no text, neither one nor one for each number. */
export const missingFrom = (texts: ReadonlyMap<string, string>, keys: readonly string[]): string[] =>
  keys.filter((key) => !texts.has(key) && !texts.has(`${key}_one`));
