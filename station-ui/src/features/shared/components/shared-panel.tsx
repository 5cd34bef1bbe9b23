import type { BatchView, SharedInstrument } from '@neurohub/contracts/rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { SharedStore } from '../store/shared-store.ts';
import { BreakDialog } from './break-dialog.tsx';
import classes from './shared-panel.module.css';

export interface SharedPanelProps {
  readonly store: SharedStore;
  readonly batches: readonly BatchView[];
  readonly onTakeAway: (lease: { id: string; reason: string }) => void;
}

/** Who has each shared instrument and who waits for it; nothing where the station shares none. */
export function SharedPanel({ store, batches, onTakeAway }: SharedPanelProps) {
  const { t } = useTranslation();
  const { instruments, problem } = useStore(store);
  const [asked, setAsked] = useState<SharedInstrument | null>(null);
  if (instruments.length === 0) return null;
  const nameOf = (batchId: string) => batches.find(({ id }) => id === batchId)?.name ?? batchId;
  return (
    <Panel title={t('shared.title')}>
      {problem && <ProblemBox {...problem} />}
      <ul className={classes['list']} data-testid="shared">
        {instruments.map((instrument) => (
          <li key={instrument.id}>
            <strong>{instrument.id}</strong>
            <span>
              {instrument.holder
                ? t('shared.heldBy', { batch: nameOf(instrument.holder.batchId), step: instrument.holder.step })
                : t('shared.free')}
            </span>
            <span className={classes['waiting']}>
              {instrument.waiting.length > 0 &&
                t('shared.waiting', { batches: instrument.waiting.map(({ batchId }) => nameOf(batchId)).join(', ') })}
            </span>
            {instrument.holder && (
              <ActionButton size="small" onClick={() => setAsked(instrument)}>
                {t('shared.takeAway')}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      {asked?.holder && (
        <BreakDialog
          instrument={asked.id}
          batch={nameOf(asked.holder.batchId)}
          onClose={() => setAsked(null)}
          onBreak={(reason) => {
            setAsked(null);
            onTakeAway({ id: asked.id, reason });
          }}
        />
      )}
    </Panel>
  );
}
