import type { RemoteStartAnswer } from '@neurohub/contracts/hub-live';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { Field } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { askRemoteStart } from '../api/remote-start-api.ts';
import type { FloorStore } from '../store/floor-store.ts';
import classes from './remote-start.module.css';

export interface RemoteStartDialogProps {
  readonly store: FloorStore;
  readonly stationId: string;
  readonly batch: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}

/** Asks a station for a test. Nothing starts before a person there has confirmed it; what became of the question is told here. */
export function RemoteStartDialog({ store, stationId, batch, onClose }: RemoteStartDialogProps) {
  const { t } = useTranslation();
  const [serialNumber, setSerialNumber] = useState('');
  const [asked, setAsked] = useState<RemoteStartAnswer | null>(null);
  const newest = useStore(store, ({ answers }) => (asked === null ? undefined : answers[asked.requestId])) ?? asked;
  const shown = useStore(
    store,
    ({ stream }) => stream.stations[stationId]?.batches.find(({ id }) => id === batch.id)?.execution?.id,
  );
  const send = async () =>
    setAsked(
      await askRemoteStart(stationId, {
        ...{ batchId: batch.id, dut: { serialNumber: serialNumber.trim() }, lastExecutionId: shown ?? null },
      }),
    );
  const canAsk = serialNumber.trim() !== '';
  return (
    <FormDialog
      title={t('remoteStart.title', { batch: batch.name, station: stationId })}
      meaning={t('remoteStart.means')}
      action={newest === null ? t('remoteStart.ask') : undefined}
      canSend={canAsk}
      onSend={send}
      onClose={onClose}
    >
      {newest === null ? (
        <Field label={t('results.serial')} value={serialNumber} maxLength={100} onText={setSerialNumber} />
      ) : (
        <p className={classes['answer']} data-outcome={newest.outcome} role="status" data-testid="remote-start-answer">
          <b>{t(`remoteStart.outcome.${newest.outcome}`)}</b>{' '}
          {newest.by !== undefined && t('remoteStart.by', { name: newest.by })} {newest.reason}
        </p>
      )}
    </FormDialog>
  );
}
