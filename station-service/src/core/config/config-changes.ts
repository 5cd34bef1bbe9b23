/** What differs between two configurations, key by key, with what each difference needs. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { ConfigChange } from '@neurohub/contracts/config-rest';
import { needOf } from './config-needs.ts';
import { type Path, pathText } from './config-problem.ts';
import { masked } from './secret-keys.ts';

/** `before`, `after`: plain values as the files have them, references as they are written. Literal secrets are masked. */
export function configChanges(before: unknown, after: unknown): ConfigChange[] {
  return differences(before, after, []).map(({ path, was, is }) => ({
    path: pathWithIds(path),
    ...(was !== undefined && { before: masked(was, path) }),
    ...(is !== undefined && { after: masked(is, path) }),
    needs: needOf(path),
  }));
}

interface Difference {
  path: Path;
  was: unknown;
  is: unknown;
}

function differences(was: unknown, is: unknown, path: Path): Difference[] {
  if (isDeepStrictEqual(was, is)) return [];
  // A section that comes or goes is told key by key, for each key may need something else; a batch that does is one change.
  const isSection = path.length < 2;
  const [before, after] = [keyed(was ?? (isSection ? {} : undefined)), keyed(is ?? (isSection ? {} : undefined))];
  if (!before || !after) return [{ path, was, is }];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => differences(before[key], after[key], [...path, key]));
}

/** A map as it is; the list of batches as a map by id. */
function keyed(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return value as Record<string, unknown>;
  const ids = value.map((item: unknown) => (item as { id?: unknown } | null)?.id);
  if (!ids.every((id) => typeof id === 'string') || new Set(ids).size < ids.length) return null;
  return Object.fromEntries(value.map((item, index) => [ids[index] as string, item as unknown]));
}

const pathWithIds = (path: Path): string =>
  path[0] === 'batches' && path.length > 1
    ? [`batches[${path[1]}]`, ...(path.length > 2 ? [pathText(path.slice(2))] : [])].join('.')
    : pathText(path);
