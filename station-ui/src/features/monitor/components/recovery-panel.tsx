import type { RecoveryView } from '@neurohub/contracts/monitor-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatDuration, formatMoment } from '@neurohub/ui-kit/lib/format';
import { useTranslation } from 'react-i18next';
import { batchHref } from '../../../lib/hash-route.ts';
import classes from './monitor.module.css';

export interface RecoveryPanelProps {
  readonly recoveries: readonly RecoveryView[];
  readonly nameOf: (batchId: string) => string;
}

/** Processes that died since the station started: what happened, what was done, and whether it helped. */
export function RecoveryPanel({ recoveries, nameOf }: RecoveryPanelProps) {
  const { t } = useTranslation();
  return (
    <Panel title={t('monitor.recovery.title')}>
      {recoveries.length === 0 ? (
        <p className={classes['dim']}>{t('monitor.recovery.none')}</p>
      ) : (
        <ul className={classes['events']} data-testid="recoveries">
          {recoveries.map((recovery) => (
            <Recovery key={`${recovery.at} ${recovery.batchId}`} recovery={recovery} name={nameOf(recovery.batchId)} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Recovery({ recovery, name }: { recovery: RecoveryView; name: string }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { at, batchId, exitClass, message, executionId, action, attempt, of, backAt } = recovery;
  const took = backAt === null ? null : formatDuration(Date.parse(backAt) - Date.parse(at), language);
  return (
    <li>
      <span className="number">{formatMoment(at, language)}</span>
      <span>
        <a href={batchHref(batchId)}>{name}</a>
      </span>
      <span>
        <strong>{t(`monitor.recovery.exit.${exitClass}`)}</strong>
        {executionId !== null && <> · {t('monitor.recovery.inTest')}</>}
        <span className={classes['detail']}>{message}</span>
      </span>
      <span data-late={action !== 'restarted' && took === null}>
        {t(`monitor.recovery.action.${action}`, { attempt, of })}
        {took !== null && <span className={classes['detail']}>{t('monitor.recovery.back', { time: took })}</span>}
      </span>
    </li>
  );
}
