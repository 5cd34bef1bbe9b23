import type { HardwareLoss } from '@neurohub/contracts/record';
import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/error-text.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { formatDuration, formatMoment } from '../lib/format.ts';
import classes from './record-overrides.module.css';

/** Which instruments were lost during the test, in which step, why, and for how long. */
export function RecordLosses({ losses }: { losses: readonly HardwareLoss[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const whatBecame = ({ lostMs, trustedBy }: HardwareLoss) => {
    if (lostMs === undefined) return t('hardware.neverBack');
    const time = formatDuration(lostMs, language);
    return trustedBy === undefined ? t('hardware.back', { time }) : t('hardware.backBy', { time, by: trustedBy });
  };
  return (
    <section className={classes['overrides']} data-testid="hardware-losses">
      <h3>{t('hardware.lossesTitle')}</h3>
      <dl>
        {losses.map((loss) => (
          <div key={`${loss.hardware} ${loss.at}`}>
            <dt className="number">{formatMoment(loss.at, language)}</dt>
            <dd>
              <b>{loss.hardware}</b> {loss.step !== undefined && `(${loss.step}) `}·{' '}
              {errorText(t, loss.error.code, loss.error.message).title} · <b>{whatBecame(loss)}</b>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
