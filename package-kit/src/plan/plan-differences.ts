import { isDeepStrictEqual } from 'node:util';
import type { ExecutionPlan } from '@neurohub/contracts/record';

const MAX_NAMED = 10;
const MAX_VALUE = 100;

/** What is not the same in two plans, by name, e.g. `hardware.dmm.config.host: "10.0.0.1" → "10.0.0.2"`. Empty: they are one plan. */
export function planDifferences(before: ExecutionPlan, now: ExecutionPlan): string[] {
  const found: string[] = [];
  compare('', before, now);
  return found.length > MAX_NAMED ? [...found.slice(0, MAX_NAMED), `and ${found.length - MAX_NAMED} more`] : found;

  function compare(path: string, a: unknown, b: unknown): void {
    if (isDeepStrictEqual(a, b)) return;
    if (!isBranch(a) || !isBranch(b)) return void found.push(`${path}: ${text(a)} → ${text(b)}`);
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
      compare(path ? `${path}.${nameOf(a, b, key)}` : key, a[key], b[key]);
  }
}

type Branch = Record<string, unknown>;
const isBranch = (value: unknown): value is Branch => typeof value === 'object' && value !== null;

/** A step or a block by its name, not by its number. */
function nameOf(a: Branch, b: Branch, key: string): string {
  const of = (list: Branch) =>
    Array.isArray(list) ? (list[Number(key)] as { name?: unknown } | undefined)?.name : undefined;
  return String(of(a) ?? of(b) ?? key);
}

const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, MAX_VALUE));
