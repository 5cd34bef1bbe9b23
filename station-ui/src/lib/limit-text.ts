/** A limit in words and signs. Pure. */
import type { Limit } from '@neurohub/contracts/record';
import { formatNumber, type Language, withUnit } from './format.ts';

export function limitText(limit: Limit, unit: string | undefined, language: Language): string {
  const number = (value: number) => formatNumber(value, language);
  switch (limit.op) {
    case 'range':
      return withUnit(rangeText(limit, number), unit);
    case 'nominal':
      return limit.toleranceKind === 'percent'
        ? `${withUnit(number(limit.nominal), unit)} ± ${number(limit.tolerance)} %`
        : withUnit(`${number(limit.nominal)} ± ${number(limit.tolerance)}`, unit);
    case 'equals':
      return `= ${withUnit(typeof limit.expected === 'number' ? number(limit.expected) : String(limit.expected), unit)}`;
    case 'regex':
      return `/${limit.pattern}/${limit.flags}`;
    case 'oneOf':
      return withUnit(limit.expected.map((value) => String(value)).join(' | '), unit);
  }
}

export function limitsText(limits: readonly Limit[], unit: string | undefined, language: Language): string {
  return limits.map((limit) => limitText(limit, unit, language)).join(', ');
}

function rangeText(limit: Extract<Limit, { op: 'range' }>, number: (value: number) => string): string {
  const { low, high, lowExclusive, highExclusive } = limit;
  if (low !== undefined && high !== undefined && !lowExclusive && !highExclusive)
    return `${number(low)} … ${number(high)}`;
  const parts = [
    low === undefined ? '' : `${lowExclusive ? '>' : '≥'} ${number(low)}`,
    high === undefined ? '' : `${highExclusive ? '<' : '≤'} ${number(high)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
