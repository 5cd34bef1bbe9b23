import type { BatchConfigBody, ConfigView } from '@neurohub/contracts/config-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ConfigApi } from '../api/config-api.ts';
import { putBatch, removeBatch, type SettingsStore } from '../store/settings-store.ts';
import { BatchDialog } from './batch-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import classes from './settings.module.css';

/** The batches of the file: added, changed and removed without its text. */
export function BatchList({ config, store, api }: { config: ConfigView; store: SettingsStore; api: ConfigApi }) {
  const { t } = useTranslation();
  const { packages, isBusy, draft } = useStore(store);
  const [edited, setEdited] = useState<BatchConfigBody | 'new' | null>(null);
  const [removed, setRemoved] = useState<string | null>(null);
  const batches = config.batches as BatchConfigBody[];
  // A draft was made from the file as it is: it would be refused afterwards.
  const isDisabled = isBusy || draft !== null;
  return (
    <Panel
      title={t('settings.batches')}
      aside={
        config.mayChange && (
          <ActionButton size="small" isDisabled={isDisabled} onClick={() => setEdited('new')}>
            {t('settings.addBatch')}
          </ActionButton>
        )
      }
    >
      {draft !== null && <p className={classes['dim']}>{t('settings.draftFirst')}</p>}
      <ul className={classes['batches']} data-testid="config-batches">
        {batches.map((batch) => (
          <li key={batch.id}>
            <span>
              <strong>{batch.name ?? batch.id}</strong> <span className={classes['dim']}>{batch.id}</span>
            </span>
            <span>{batch.sequencePackage}</span>
            {config.mayChange && (
              <span className={classes['buttons']}>
                <ActionButton size="small" isDisabled={isDisabled} onClick={() => setEdited(batch)}>
                  {t('settings.change')}
                </ActionButton>
                <ActionButton size="small" isDisabled={isDisabled} onClick={() => setRemoved(batch.id)}>
                  {t('settings.remove')}
                </ActionButton>
              </span>
            )}
          </li>
        ))}
      </ul>
      {edited !== null && (
        <BatchDialog
          batch={edited === 'new' ? null : edited}
          knownIds={batches.map(({ id }) => id)}
          packages={packages}
          api={api}
          onClose={() => setEdited(null)}
          onSave={(batch) => {
            setEdited(null);
            void putBatch(store, api, batch);
          }}
        />
      )}
      {removed !== null && (
        <RemoveDialog
          batchId={removed}
          onClose={() => setRemoved(null)}
          onRemove={() => {
            setRemoved(null);
            void removeBatch(store, api, removed);
          }}
        />
      )}
    </Panel>
  );
}
