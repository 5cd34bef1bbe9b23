import type { BatchView } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useTranslation } from 'react-i18next';
import classes from './detail.module.css';

export interface BehindNoticeProps {
  readonly batches: readonly BatchView[];
  /** In use. */
  readonly version: string;
  readonly onRestart: ((batchId: string) => void) | undefined;
}

/** Batches that still have another version loaded: what runs is not touched, and a person may not want to wait. */
export function BehindNotice({ batches, version, onRestart }: BehindNoticeProps) {
  const { t } = useTranslation();
  return batches.map(({ id, slot, name, sequence, processState }) => (
    <p key={id} className={classes['warning']} data-testid="behind">
      <span>{t('sequences.versions.behind', { slot, batch: name, has: sequence?.version, takes: version })}</span>
      {onRestart && processState === 'idle' && (
        <ActionButton size="small" onClick={() => onRestart(id)}>
          {t('sequences.versions.restart', { slot })}
        </ActionButton>
      )}
    </p>
  ));
}
