import type { ParameterType, ScalarValue } from '@neurohub/contracts/vocabulary';

/** What a manifest says about the values of one parameter or one hardware setting. Bounds are inclusive. */
export interface ValueRule {
  type: ParameterType;
  min?: number | undefined;
  max?: number | undefined;
  options?: readonly ScalarValue[] | undefined;
}

/** Why `value` does not follow the rule ("a number ≥ 0; got -1"), or undefined when it does. An integer is a float as well. */
export function valueProblem(rule: ValueRule, value: ScalarValue): string | undefined {
  if (!hasType(rule.type, value)) return expected(typeWords[rule.type], value);
  if (rule.options && !rule.options.includes(value)) {
    return expected(`one of ${rule.options.map((option) => JSON.stringify(option)).join(', ')}`, value);
  }
  if (typeof value !== 'number') return undefined;
  if (rule.min !== undefined && value < rule.min) return expected(`a number ≥ ${rule.min}`, value);
  if (rule.max !== undefined && value > rule.max) return expected(`a number ≤ ${rule.max}`, value);
  return undefined;
}

/** Contradictions inside the rule itself, each as a sentence. */
export function ruleProblems(rule: ValueRule): string[] {
  const problems: string[] = [];
  if (rule.min !== undefined && rule.max !== undefined && rule.min > rule.max) {
    problems.push(`min ${rule.min} is greater than max ${rule.max}`);
  }
  for (const option of rule.options ?? []) {
    const problem = valueProblem({ ...rule, options: undefined }, option);
    if (problem) problems.push(`option: ${problem}`);
  }
  return problems;
}

const typeWords: Record<ParameterType, string> = {
  string: 'a text',
  integer: 'a whole number',
  float: 'a number',
  boolean: 'true or false',
};

function hasType(type: ParameterType, value: ScalarValue): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'float':
      return Number.isFinite(value);
  }
}

function expected(what: string, value: ScalarValue): string {
  const got = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return `expected ${what}; got ${got}`;
}
