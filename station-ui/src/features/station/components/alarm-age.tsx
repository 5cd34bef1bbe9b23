import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatTime } from '@neurohub/ui-kit/lib/format';
import { useNow } from '@neurohub/ui-kit/lib/use-now';
import { useTranslation } from 'react-i18next';

const MINUTE_MS = 60_000;

/** How long a condition lasts, in minutes: what counts seconds would draw the eye. */
export function AlarmAge({ raisedAt, clockOffsetMs }: { readonly raisedAt: string; readonly clockOffsetMs: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const minutes = Math.floor((useNow() + clockOffsetMs - Date.parse(raisedAt)) / MINUTE_MS);
  const age = formatDuration(minutes * MINUTE_MS, language, true).replace(/ 0\s?(s|초)$/, '');
  return (
    <time className="number" dateTime={raisedAt} title={formatTime(raisedAt, language)}>
      {minutes < 1 ? t('alarm.new') : t('alarm.since', { age })}
    </time>
  );
}
