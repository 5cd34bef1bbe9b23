/** An answer as a person gave it. */
import type { Prompt, PromptAnswer } from '@neurohub/contracts/record';
import type { TFunction } from 'i18next';
import { formatNumber, type Language, localize, withUnit } from '../lib/format.ts';

export function answerText(t: TFunction, prompt: Prompt, answer: PromptAnswer, language: Language): string {
  if (prompt.kind === 'confirm') return t('prompt.confirm');
  if (typeof answer === 'boolean') return t(answer ? 'verdict.word.PASS' : 'verdict.word.FAIL');
  if (typeof answer === 'number') return withUnit(formatNumber(answer, language), prompt.unit);
  const label = prompt.choices?.find(({ value }) => value === answer)?.label;
  return localize(label, language, answer);
}
