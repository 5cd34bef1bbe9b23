import type { PromptView } from '@neurohub/contracts/rest';
import { answerText } from '@neurohub/ui-kit/i18n/answer-text';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useTranslation } from 'react-i18next';
import classes from './prompt-panel.module.css';

export interface PromptCountdownProps {
  readonly prompt: PromptView;
  readonly clockOffsetMs: number;
  readonly isFrozen: boolean;
}

/** How long an answer is waited for, and what is taken then. By the clock of the service. */
export function PromptCountdown({ prompt, clockOffsetMs, isFrozen }: PromptCountdownProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const serviceNowMs = useNow(!isFrozen && prompt.dueAt !== undefined) + clockOffsetMs;
  if (prompt.dueAt === undefined) return null;
  const time = formatDuration(Math.ceil((Date.parse(prompt.dueAt) - serviceNowMs) / 1000) * 1000, language, true);
  return (
    <span role="timer" className={`${classes['countdown']} number`}>
      {prompt.default === undefined
        ? t('prompt.left', { time })
        : t('prompt.leftThenDefault', { time, answer: answerText(t, prompt, prompt.default, language) })}
    </span>
  );
}
