/**
 * Chance that repeats itself: each value depends on the seed, the name of a stream and a serial number within it, and on
 * nothing else. A test that reads fewer values in one place gets the same ones everywhere else.
 */

/** Uniform in [0, 1). */
export function uniform(seed: number, stream: string, index: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of `${stream}#${index}`) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  // The finalizer of MurmurHash3: neighbouring indices must not give neighbouring values.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Mean 0, standard deviation 1, never outside ±4: a spike beyond that would be a fault nobody asked for. */
export function gaussian(seed: number, stream: string, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniform(seed, `${stream}/radius`, index)));
  const value = radius * Math.cos(2 * Math.PI * uniform(seed, `${stream}/angle`, index));
  return Math.max(-4, Math.min(4, value));
}
