/** A limit in words and signs. Pure. */
import type { Limit } from '@neurohub/contracts/record';
import { formatNumber, type Language, withUnit } from './format.ts';

const WORDS = {
  en: { anyCase: 'any case', notDecisive: 'not decisive', or: 'or' },
  ko: { anyCase: '대소문자 무시', notDecisive: '판정 제외', or: '또는' },
} as const;
const TOLERANCE_SIGN = { percent: '%', ppm: 'ppm' } as const;

export function limitText(limit: Limit, unit: string | undefined, language: Language): string {
  const words = WORDS[language];
  const notes = [
    'caseSensitive' in limit && limit.caseSensitive === false ? words.anyCase : '',
    limit.decisive === false ? words.notDecisive : '',
  ].filter((note) => note !== '');
  const condition = conditionText(limit, unit, language);
  return notes.length === 0 ? condition : `${condition} (${notes.join(', ')})`;
}

function conditionText(limit: Limit, unit: string | undefined, language: Language): string {
  const number = (value: number) => formatNumber(value, language);
  const scalar = (value: string | number | boolean) => (typeof value === 'number' ? number(value) : String(value));
  switch (limit.op) {
    case 'range':
      return withUnit(rangeText(limit, number), unit);
    case 'outside': {
      const [below, above] = [limit.lowExclusive ? '<' : '≤', limit.highExclusive ? '>' : '≥'];
      return withUnit(`${below} ${number(limit.low)} ${WORDS[language].or} ${above} ${number(limit.high)}`, unit);
    }
    case 'nominal':
      return limit.toleranceKind === 'abs'
        ? withUnit(`${number(limit.nominal)} ± ${number(limit.tolerance)}`, unit)
        : `${withUnit(number(limit.nominal), unit)} ± ${number(limit.tolerance)} ${TOLERANCE_SIGN[limit.toleranceKind]}`;
    case 'equals':
      return `= ${withUnit(scalar(limit.expected), unit)}`;
    case 'deepEquals':
      return `= ${JSON.stringify(limit.expected)}`;
    case 'notEquals':
      return `≠ ${withUnit(scalar(limit.expected), unit)}`;
    case 'regex':
      return `/${limit.pattern}/${limit.flags}`;
    case 'oneOf':
      return withUnit(limit.expected.map((value) => String(value)).join(' | '), unit);
    case 'predicate':
      return limit.text;
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
