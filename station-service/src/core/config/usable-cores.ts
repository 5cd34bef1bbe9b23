import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Numbers of the cores that this process may use. */
export function usableCores(): number[] {
  try {
    const [, list] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    if (list) return coresOf(list);
  } catch {
    // Not Linux: they are numbered from 0.
  }
  return [...Array(availableParallelism()).keys()];
}

/** `0-2,5` → 0, 1, 2, 5 */
export function coresOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}
