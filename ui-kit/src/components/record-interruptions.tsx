import type { Interruption } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/error-text.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { formatMoment } from '../lib/format.ts';
import classes from './record-overrides.module.css';

/** When the execution lost its process, why, and who continued it. */
export function RecordInterruptions({ interruptions }: { interruptions: readonly Interruption[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const goneOn = ({ resumedAt, resumedBy }: Interruption) => {
    if (resumedAt === undefined) return t('lives.neverResumed');
    const at = formatMoment(resumedAt, language);
    return resumedBy === undefined ? t('lives.resumed', { at }) : t('lives.resumedBy', { at, by: resumedBy });
  };
  return (
    <section className={classes['overrides']} data-testid="interruptions">
      <h3>{t('lives.title')}</h3>
      <dl>
        {interruptions.map((interruption) => (
          <div key={interruption.number}>
            <dt className="number">{formatMoment(interruption.at, language)}</dt>
            <dd>
              {errorText(t, interruption.error.code, interruption.error.message).title} · <b>{goneOn(interruption)}</b>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
