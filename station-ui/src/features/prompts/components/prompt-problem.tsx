import type { PromptView } from '@neurohub/contracts/rest';
import { errorText } from '@neurohub/ui-kit/i18n/error-text';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatNumber, withUnit } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import type { AnswerRefusal } from '../store/prompt-store.ts';
import classes from './prompt-panel.module.css';

/** Why the answer was not taken, and what to do. */
export function PromptProblem({ prompt, problem }: { prompt: PromptView; problem: AnswerRefusal }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const bound = problem.type === 'invalid' && problem.reason === 'belowMin' ? prompt.min : prompt.max;
  const text =
    problem.type === 'invalid'
      ? t(`prompt.invalid.${problem.reason}`, {
          bound: bound === undefined ? '' : withUnit(formatNumber(bound, language), prompt.unit),
        })
      : Object.values(errorText(t, problem.code, problem.message)).join('. ');
  return (
    <p role="alert" className={classes['problem']} data-testid="prompt-problem">
      <svg viewBox="0 0 20 20" width="1.1em" height="1.1em" aria-hidden="true" focusable="false">
        <path d="M10 1.5l9 16.5h-18z" fill="currentColor" />
        <path d="M10 7.5v5M10 15.2v.3" stroke="var(--surface)" strokeWidth="2" strokeLinecap="round" />
      </svg>
      <span>{text}</span>
    </p>
  );
}
