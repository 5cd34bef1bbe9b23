import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { answerText, tookText } from '../store/call-text.ts';
import type { Line } from '../store/manual-store.ts';
import classes from './manual.module.css';

/** What came of a command, when, and how long it took. */
export function LineOutcome({ line }: { readonly line: Line }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { answer, problem, at } = line;
  if (problem) return <ProblemBox code={problem.code} message={problem.message} />;
  if (!answer) return null;
  return (
    <p className={classes['outcome']} role="status">
      <output>{answerText(answer, language) ?? t('manualPage.done')}</output>
      <span className={classes['dim']}>
        {formatTime(at, language)} · {tookText(answer.durationMs, language)}
      </span>
    </p>
  );
}
