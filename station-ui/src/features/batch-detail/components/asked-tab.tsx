import type { PromptRecord, StepRecord } from '@neurohub/contracts/record';
import type { ExecutionView, PromptView, StepView } from '@neurohub/contracts/rest';
import { answerText } from '@neurohub/ui-kit/i18n/answer-text';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatTime, localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { askedOf } from '../store/asked.ts';
import classes from './tables.module.css';

export interface AskedTabProps {
  readonly execution: ExecutionView | null;
  readonly attempts: readonly StepRecord[];
  readonly nowMs: number;
}

/** What the execution has asked people: what was answered, by whom, when and how. */
export function AskedTab({ execution, attempts, nowMs }: AskedTabProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const asked = askedOf(attempts, execution?.prompts ?? []);
  if (asked.length === 0) return <p className={classes['empty']}>{t('detail.nothingAsked')}</p>;
  const nameOf = (step: string) => {
    const found = execution?.steps.find(({ name }: StepView) => name === step);
    return localize(found?.displayName, language, step);
  };
  return (
    <ol className={classes['asked']} aria-label={t('detail.asked')}>
      {asked.map((one) => (
        <li key={one.prompt.id} data-open={one.isOpen}>
          <p className={classes['question']}>{localize(one.prompt.message, language, '')}</p>
          {one.isOpen ? <Waiting prompt={one.prompt} nowMs={nowMs} /> : <Answered prompt={one.prompt} />}
          <p className={`${classes['note']} number`}>
            {nameOf(one.step)} · {formatTime(one.prompt.askedAt, language)}
          </p>
        </li>
      ))}
    </ol>
  );
}

function Waiting({ prompt, nowMs }: { prompt: PromptView; nowMs: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const time = formatDuration(nowMs - Date.parse(prompt.askedAt), language, true);
  return <p className={`${classes['answer']} number`}>{t('detail.waitsForAnswer', { time })}</p>;
}

function Answered({ prompt }: { prompt: PromptRecord }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { answer, answeredBy, answeredVia, waitedMs } = prompt;
  const how = [
    answeredBy !== undefined && t('prompt.by', { who: answeredBy }),
    answeredVia !== undefined && t(`prompt.via.${answeredVia}`),
    t('detail.after', { time: formatDuration(waitedMs, language) }),
  ];
  return (
    <p className={`${classes['answer']} number`}>
      <b>{answer === undefined ? t('prompt.noAnswer') : answerText(t, prompt, answer, language)}</b>{' '}
      <span>{how.filter(Boolean).join(', ')}</span>
    </p>
  );
}
