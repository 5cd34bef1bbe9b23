import type { PulledPackage } from '@neurohub/contracts/packages-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import { pageHref } from '../../../lib/hash-route.ts';
import classes from './packages-panel.module.css';

export interface PulledRowProps {
  readonly wanted: PulledPackage;
  readonly onUse: ((wanted: { name: string; version: string }) => void) | undefined;
}

/** One package that NeuroHub wants here: how far it is, and what a person can do about it. */
export function PulledRow({ wanted, onUse }: PulledRowProps) {
  const { t } = useTranslation();
  const { name, version, batchId, inUse, isInstalled, reason, message, received, size } = wanted;
  const percent = Math.floor((100 * received) / size);
  const isWrong = reason === 'refused' || reason === 'rolledBack';
  const label = t(`packages.reason.${reason}`, { percent });
  return (
    <li className={classes['row']} data-reason={reason}>
      <span className={classes['name']}>
        {isInstalled ? <a href={pageHref('sequences', `installed/${name}`)}>{name}</a> : <b>{name}</b>}{' '}
        {batchId !== null && t('packages.forBatch', { batchId })}
      </span>
      <span>
        {t('packages.wanted')} <b className="number">{version}</b> · {t('packages.inUse')}{' '}
        <b className="number">{inUse ?? t('packages.nothing')}</b>
      </span>
      <span className={isWrong ? classes['wrong'] : undefined}>{label}</span>
      {reason === 'downloading' && (
        <progress className={classes['progress']} value={received} max={size} aria-label={label} />
      )}
      {message !== null && <span className={classes['detail']}>{message}</span>}
      {reason === 'byPerson' && batchId === null && onUse && (
        <ActionButton size="small" onClick={() => onUse({ name, version })}>
          {t('packages.use')}
        </ActionButton>
      )}
    </li>
  );
}
