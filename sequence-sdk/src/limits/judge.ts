import { isDeepStrictEqual } from 'node:util';
import type { PreparedLimit } from '@neurohub/contracts/limits';
import type { Limit } from '@neurohub/contracts/record';
import type { MeasurementOutcome } from '@neurohub/contracts/vocabulary';
import { judgeNominal, judgeOutside, judgeRange, type Met } from './judge-number.ts';

export interface Judgement {
  outcome: MeasurementOutcome;
  /** Did not fail, but lies outside the inner zone of a limit or missed one that is not decisive. */
  marginal: boolean;
  /** Every limit with what became of it alone. */
  limits: Limit[];
  /** Why the value could not be judged; with outcome ERROR only. */
  problem?: string;
}

type One = Met | { problem: string };

/**
 * The worst of all decisive limits. A value that cannot be compared with a limit is an ERROR, whatever the others say and whether the
 * limit is decisive or not: it is a fault, not a miss. Without a decisive limit nothing is decided: INFO.
 */
export function judge(value: unknown, limits: readonly PreparedLimit[]): Judgement {
  let failed = false;
  let decided = false;
  let marginal = false;
  let problem: string | undefined;
  const judged: Limit[] = [];
  for (const prepared of limits) {
    const { limit } = prepared;
    const one = judgeOne(value, prepared);
    if ('problem' in one) {
      problem ??= one.problem;
      judged.push({ ...limit, outcome: 'ERROR' });
      continue;
    }
    judged.push({ ...limit, outcome: one.met ? 'PASS' : 'FAIL' });
    const decisive = limit.decisive !== false;
    decided ||= decisive;
    failed ||= decisive && !one.met;
    marginal ||= one.met ? one.marginal : !decisive;
  }
  if (problem !== undefined) return { outcome: 'ERROR', marginal: false, limits: judged, problem };
  if (failed) return { outcome: 'FAIL', marginal: false, limits: judged };
  return { outcome: decided ? 'PASS' : 'INFO', marginal, limits: judged };
}

function judgeOne(value: unknown, { limit, predicate }: PreparedLimit): One {
  switch (limit.op) {
    case 'range':
      return comparableNumber(value) ?? judgeRange(value as number, limit);
    case 'outside':
      return comparableNumber(value) ?? judgeOutside(value as number, limit);
    case 'nominal':
      return comparableNumber(value) ?? judgeNominal(value as number, limit);
    case 'equals':
      return comparable(value, [limit.expected]) ?? met(isSame(value, limit.expected, limit.caseSensitive));
    case 'deepEquals':
      return met(isDeepStrictEqual(value, limit.expected));
    case 'notEquals':
      return comparable(value, [limit.expected]) ?? met(!isSame(value, limit.expected, limit.caseSensitive));
    case 'oneOf':
      return (
        comparable(value, limit.expected) ?? met(limit.expected.some((one) => isSame(value, one, limit.caseSensitive)))
      );
    case 'regex':
      if (typeof value !== 'string') return { problem: `a string was expected, got ${show(value)}` };
      return met(new RegExp(limit.pattern, limit.flags).test(value));
    case 'predicate':
      return askPredicate(value, limit.text, predicate);
  }
}

const met = (isMet: boolean): One => ({ met: isMet, marginal: false });

function isSame(value: unknown, expected: unknown, caseSensitive: false | undefined): boolean {
  if (caseSensitive === false && typeof value === 'string' && typeof expected === 'string')
    return value.toLowerCase() === expected.toLowerCase();
  return value === expected;
}

function askPredicate(value: unknown, text: string, predicate: PreparedLimit['predicate']): One {
  if (!predicate) return { problem: `"${text}" has no code here` };
  try {
    const answer = predicate(value);
    if (typeof answer === 'boolean') return met(answer);
    return { problem: `"${text}" has to answer true or false, at once; it answered ${show(answer)}` };
  } catch (thrown) {
    return { problem: `"${text}" threw: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
  }
}

function comparableNumber(value: unknown): { problem: string } | undefined {
  if (typeof value === 'number' && !Number.isNaN(value)) return undefined;
  return { problem: `a number was expected, got ${show(value)}` };
}

function comparable(value: unknown, expected: readonly unknown[]): { problem: string } | undefined {
  if (Number.isNaN(value)) return { problem: 'NaN cannot be compared' };
  if (expected.some((one) => typeof one === typeof value)) return undefined;
  return {
    problem: `a ${[...new Set(expected.map((one) => typeof one))].join(' or ')} was expected, got ${show(value)}`,
  };
}

const show = (value: unknown) =>
  typeof value === 'string' ? `the string "${value.slice(0, 40)}"` : String(value).slice(0, 80);
