/** A value of a parameter as a person types it, and back. Pure. */
import type { ParameterType, ScalarValue } from '@neurohub/contracts/vocabulary';

/** What a field of this kind takes. */
export interface ValueRule {
  readonly type: ParameterType;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly options?: readonly ScalarValue[] | undefined;
}

export type ValueProblem = 'number' | 'whole' | 'tooLow' | 'tooHigh';
export type TypedValue = { readonly value: ScalarValue } | { readonly problem: ValueProblem };

/** Texts and whole numbers as they are; a decimal point is a comma too. */
export function readValue(text: string, rule: ValueRule): TypedValue {
  const option = rule.options?.find((each) => textOfValue(each) === text);
  if (option !== undefined) return { value: option };
  if (rule.type === 'string') return { value: text };
  if (rule.type === 'boolean') return { value: text === 'true' };
  const value = readNumber(text);
  if (value === null) return { problem: 'number' };
  if (rule.type === 'integer' && !Number.isSafeInteger(value)) return { problem: 'whole' };
  if (rule.min !== undefined && value < rule.min) return { problem: 'tooLow' };
  if (rule.max !== undefined && value > rule.max) return { problem: 'tooHigh' };
  return { value };
}

export const textOfValue = (value: ScalarValue | undefined): string =>
  value === undefined || value === null ? '' : String(value);

/** Null for what is no number. */
export function readNumber(text: string): number | null {
  const written = text.trim().replace(',', '.');
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(written) ? Number(written) : null;
}
