import type { PackageVersion } from '@neurohub/contracts/hub-registry';
import type { HubStation } from '@neurohub/contracts/hub-rest';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '../../../lib/use-loaded.ts';
import { Check, Choice, Field } from '../../../ui/field.tsx';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { deploy, fetchPlaces } from '../api/packages-api.ts';
import { downgradeFrom, targetsAt } from '../store/deploy-target.ts';
import classes from './packages.module.css';

export interface DeployDialogProps {
  readonly version: PackageVersion;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Which station, which batch, and why. A step back has to be confirmed. */
export function DeployDialog({ version: { name, version, keyIds }, onDone, onClose }: DeployDialogProps) {
  const { t } = useTranslation();
  const { loaded } = useLoaded('places', fetchPlaces);
  const [stationId, setStationId] = useState('');
  const [batchId, setBatchId] = useState('');
  const [reason, setReason] = useState('');
  const [allowsDowngrade, setAllowsDowngrade] = useState(false);
  const stations: readonly HubStation[] = loaded.status === 'loaded' ? loaded.value : [];
  const station = stations.find(({ id }) => id === stationId);
  const from = station
    ? downgradeFrom(station, { packageName: name, version, batchId: batchId === '' ? null : batchId })
    : null;
  const send = async () => {
    await deploy(name, {
      ...{ version, stationId, allowDowngrade: from !== null && allowsDowngrade },
      ...(batchId !== '' && { batchId }),
      ...(reason.trim() !== '' && { reason: reason.trim() }),
    });
    onDone();
  };
  return (
    <FormDialog
      title={t('packages.deployOf', { name, version })}
      meaning={t('packages.deployMeans')}
      action={t('packages.deploy')}
      canSend={station !== undefined && (from === null || allowsDowngrade)}
      onSend={send}
      onClose={onClose}
    >
      {loaded.status === 'failed' && <ProblemBox code={loaded.code} message={loaded.message} />}
      {keyIds.length === 0 && <p className={classes['notice']}>{t('packages.unsignedMeans')}</p>}
      <Choice
        label={t('results.station')}
        value={stationId}
        options={[
          { value: '', text: t('packages.chooseStation') },
          ...stations.map((one) => ({ value: one.id, text: one.name === one.id ? one.id : `${one.name} (${one.id})` })),
        ]}
        onChoice={(id) => {
          setStationId(id);
          setBatchId('');
        }}
      />
      {station && (
        <Choice
          label={t('results.batch')}
          value={batchId}
          options={[
            { value: '', text: t('packages.everyBatch') },
            ...targetsAt(station, name).map((target) => ({
              value: target.id,
              text: target.inUse === null ? target.name : `${target.name} · ${target.inUse}`,
            })),
          ]}
          onChoice={setBatchId}
        />
      )}
      <Field label={t('packages.reasonOptional')} value={reason} maxLength={500} onText={setReason} />
      {from !== null && (
        <div className={classes['notice']}>
          <p>{t('packages.downgrade', { from, version })}</p>
          <Check text={t('packages.allowDowngrade')} isChecked={allowsDowngrade} onChange={setAllowsDowngrade} />
        </div>
      )}
    </FormDialog>
  );
}
