import { useTranslation } from 'react-i18next';
import type { FloorSummary } from '../store/floor-view.ts';
import classes from './floor-page.module.css';
import { ToneIcon } from './tone-icon.tsx';

/** The floor in one line: how many there are, and how many of them need somebody. */
export function FloorSummaryLine({ summary }: { summary: FloorSummary }) {
  const { t } = useTranslation();
  const { stations, testing, silent, urgent, warning } = summary;
  return (
    <p className={`${classes['summary']} number`} data-testid="floor-summary">
      <span>{t('floor.summary.stations', { count: stations })}</span>
      <span>{t('floor.summary.testing', { count: testing })}</span>
      {urgent > 0 && (
        <span data-tone="urgent">
          <ToneIcon tone="urgent" /> {t('floor.summary.urgent', { count: urgent })}
        </span>
      )}
      {warning > 0 && (
        <span data-tone="warning">
          <ToneIcon tone="warning" /> {t('floor.summary.warning', { count: warning })}
        </span>
      )}
      {silent > 0 && (
        <span data-tone="silent">
          <ToneIcon tone="silent" /> {t('floor.summary.silent', { count: silent })}
        </span>
      )}
      {urgent + warning + silent === 0 && stations > 0 && <span>{t('floor.summary.allWell')}</span>}
    </p>
  );
}
