import type { ConfigView } from '@neurohub/contracts/config-rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useTranslation } from 'react-i18next';
import classes from './settings.module.css';

/** What is in effect, and what is not yet. */
export function ConfigStatus({ config }: { config: ConfigView }) {
  const { t } = useTranslation();
  const { file, hash, needsRestart, waiting, warnings, fromFlags } = config;
  const isAllInEffect = needsRestart.length === 0 && waiting.length === 0;
  return (
    <Panel title={t('settings.status')}>
      <div className={classes['status']} data-testid="config-status">
        <p>
          <code>{file}</code>{' '}
          <span className={classes['dim']} title={hash}>
            {t('settings.hash', { hash: hash.slice(0, 12) })}
          </span>
        </p>
        {isAllInEffect && <p>{t('settings.allInEffect')}</p>}
        {needsRestart.length > 0 && (
          <p className={classes['notice']}>
            {t('settings.needsRestart', { keys: needsRestart.map(({ path }) => path).join(', ') })}
          </p>
        )}
        {waiting.map(({ batchId, change, until }) => (
          <p key={batchId} className={classes['notice']}>
            {t(`settings.waiting.${change}`, { batch: batchId, until })}
          </p>
        ))}
        {fromFlags.length > 0 && (
          <p className={classes['dim']}>{t('settings.fromFlags', { keys: fromFlags.join(', ') })}</p>
        )}
        {warnings.map((warning) => (
          <p key={warning} className={classes['dim']}>
            {warning}
          </p>
        ))}
      </div>
    </Panel>
  );
}
