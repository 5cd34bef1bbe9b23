import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `release` is what users get; `faults` is the same with kill points compiled in. */
export type BuildKind = 'release' | 'faults';

export const PROJECT_ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Folder below which station-service/dist and the others are. */
export function buildRoot(kind: BuildKind): string {
  return kind === 'release' ? PROJECT_ROOT : join(PROJECT_ROOT, 'build/faults');
}
