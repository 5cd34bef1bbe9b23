import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatTime } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { answerText, tookText } from '../store/call-text.ts';
import type { Line } from '../store/manual-store.ts';
import classes from './manual.module.css';

export interface LineOutcomeProps {
  readonly line: Pick<Line, 'answer' | 'problem' | 'at'>;
  /** It is read again and again: nobody wants to have each value read out. */
  readonly isLive?: boolean;
}

/** What came of a command, when, and how long it took. */
export function LineOutcome({ line, isLive = false }: LineOutcomeProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { answer, problem, at } = line;
  if (problem) return <ProblemBox code={problem.code} message={problem.message} />;
  if (!answer) return null;
  return (
    <p className={classes['outcome']} aria-live={isLive ? 'off' : 'polite'}>
      <b className={classes['value']}>{answerText(answer, language) ?? t('manualPage.done')}</b>
      <span className={classes['dim']}>
        {isLive && `${t('manualPage.watch')} · `}
        {formatTime(at, language)} · {tookText(answer.durationMs, language)}
      </span>
    </p>
  );
}
