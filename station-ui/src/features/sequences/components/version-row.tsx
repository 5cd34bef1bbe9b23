import type { InstalledVersionView } from '@neurohub/contracts/packages-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';
import { SignatureBadge } from './signature-badge.tsx';

export interface VersionRowProps {
  readonly version: InstalledVersionView;
  /** Undefined: it is in use, or whoever looks may not choose. */
  readonly onUse: (() => void) | undefined;
}

/** One installed version. */
export function VersionRow({ version: { version, id, isCurrent, signature, batches }, onUse }: VersionRowProps) {
  const { t } = useTranslation();
  return (
    <li className={classes['version']} data-current={isCurrent}>
      <span className={classes['names']}>
        <b className="number">{version}</b>
        <span className={classes['id']}>{id.slice(version.length + 1)}</span>
      </span>
      <span className={classes['names']}>
        {isCurrent && <b>{t('sequences.versions.inUse')}</b>}
        {batches.length > 0 && <span>{t('sequences.versions.pinned', { batches: batches.join(', ') })}</span>}
        <SignatureBadge signature={signature} />
      </span>
      {onUse && (
        <ActionButton size="small" label={t('sequences.versions.use', { version })} onClick={onUse}>
          {t('sequences.versions.useShort')}
        </ActionButton>
      )}
    </li>
  );
}
