import type { PromptRecord } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { answerText } from '../i18n/answer-text.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { formatDuration, formatTime, localize } from '../lib/format.ts';
import classes from './step-list.module.css';

/** What a step asked, what was answered, by whom, when and how. */
export function AnsweredPrompts({ prompts }: { prompts: readonly PromptRecord[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <ul className={classes['prompts']} aria-label={t('prompt.answers')}>
      {prompts.map((prompt) => (
        <li key={prompt.id} className="number" data-testid="answered-prompt">
          <span>{localize(prompt.message, language, '')}</span>{' '}
          <b>{prompt.answer === undefined ? t('prompt.noAnswer') : answerText(t, prompt, prompt.answer, language)}</b>{' '}
          <span className={classes['attempt']}>
            {[
              prompt.answeredBy !== undefined && t('prompt.by', { who: prompt.answeredBy }),
              prompt.answeredVia !== undefined && t(`prompt.via.${prompt.answeredVia}`),
              prompt.answeredAt !== undefined && formatTime(prompt.answeredAt, language),
              formatDuration(prompt.waitedMs, language),
            ]
              .filter(Boolean)
              .join(', ')}
          </span>
        </li>
      ))}
    </ul>
  );
}
