import type { BatchConfigBody, ConfigView } from '@neurohub/contracts/config-rest';
import type { SequenceDetail } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BatchValuesDialog } from './batch-values-dialog.tsx';
import classes from './detail.module.css';

export interface BatchValuesProps {
  readonly detail: SequenceDetail;
  readonly config: ConfigView;
  /** Of {@link config}, those that run the package. */
  readonly batches: readonly BatchConfigBody[];
  /** As people call a batch. */
  readonly titleOf: (batchId: string) => string;
  readonly onSaved: () => void;
}

/** For each slot that runs the package: its own values in station.yaml, to be changed by whoever may change that file. */
export function BatchValues({ detail, config, batches, titleOf, onSaved }: BatchValuesProps) {
  const { t } = useTranslation();
  const [changed, setChanged] = useState<BatchConfigBody | null>(null);
  if (!config.mayChange || batches.length === 0 || Object.keys(detail.parameters).length === 0) return null;
  return (
    <div className={classes['ofBatches']} data-testid="batch-values">
      {batches.map((batch) => (
        <ActionButton key={batch.id} size="small" onClick={() => setChanged(batch)}>
          {t('sequences.parameters.ofBatch', { batch: titleOf(batch.id) })}
        </ActionButton>
      ))}
      {changed && (
        <BatchValuesDialog
          {...{ detail, batch: changed, title: titleOf(changed.id), revision: config.revision }}
          onClose={() => setChanged(null)}
          onSaved={() => {
            setChanged(null);
            onSaved();
          }}
        />
      )}
    </div>
  );
}
