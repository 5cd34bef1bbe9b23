import type { Period } from '@neurohub/contracts/statistics-rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import classes from './statistics.module.css';

/** What was meant by a name: the shift, and from when to when. */
export function PeriodText({ period: { from, to, shift } }: { period: Period }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
  const span = t('statistics.span', { from: moment.format(new Date(from)), to: moment.format(new Date(to)) });
  return (
    <span className={`${classes['note']} number`}>
      {shift === undefined ? span : `${localize(shift, language, '')} · ${span}`}
    </span>
  );
}
