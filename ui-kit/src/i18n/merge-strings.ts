/** Strings by key, in sections. */
export interface Strings {
  readonly [key: string]: string | Strings;
}
export type BothLanguages = Readonly<Record<'en' | 'ko', Strings>>;

/** The strings of the kit and of a screen as one tree. @throws Error for a key that both have: one of them would never be read */
export function mergeStrings(kit: Strings, screen: Strings): Strings {
  const merged: Record<string, string | Strings> = { ...kit };
  for (const [key, value] of Object.entries(screen)) {
    const known = merged[key];
    if (known === undefined) merged[key] = value;
    else if (typeof known === 'object' && typeof value === 'object') merged[key] = mergeStrings(known, value);
    else throw new Error(`the string "${key}" is in the kit and in the screen`);
  }
  return merged;
}
