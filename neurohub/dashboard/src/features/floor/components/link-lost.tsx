import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { useTranslation } from 'react-i18next';
import { ageText } from '../../../lib/age-text.ts';
import classes from './floor-page.module.css';
import { ToneIcon } from './tone-icon.tsx';

/** This screen itself has lost NeuroHub: nothing on it is news. */
export function LinkLost({ sinceMs, nowMs }: { sinceMs: number; nowMs: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <div className={classes['lost']} data-testid="link-lost">
      <ToneIcon tone="silent" />
      <p>
        <strong role="alert">{t('floor.linkLost')}</strong>{' '}
        <span className="number">{t('floor.linkLostAge', { time: ageText(sinceMs, nowMs, language) })}</span>
      </p>
    </div>
  );
}
