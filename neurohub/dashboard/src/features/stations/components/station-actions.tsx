import type { HubStation } from '@neurohub/contracts/hub-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hrefOf } from '../../../lib/hash-route.ts';
import { FormDialog } from '../../../ui/form-dialog.tsx';
import { ReasonForm } from '../../../ui/reason-form.tsx';
import {
  acceptInstallation,
  giveKey,
  type NewStation,
  refreshPackages,
  removeStation,
  revokeKey,
} from '../api/stations-api.ts';
import { KeyDialog } from './key-dialog.tsx';
import classes from './stations.module.css';

type Asked = 'newKey' | 'revoke' | 'accept' | 'remove' | 'refresh';

export interface StationActionsProps {
  readonly station: HubStation;
  readonly may: { readonly manage: boolean; readonly refresh: boolean };
  readonly onDone: () => void;
}

/** What can be done with a station; each says first what it means. */
export function StationActions({ station, may, onDone }: StationActionsProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [made, setMade] = useState<NewStation | null>(null);
  const { id } = station;
  const close = () => setAsked(null);
  const done = () => {
    close();
    onDone();
  };
  const acts: Readonly<Record<Exclude<Asked, 'accept'>, () => Promise<void>>> = {
    newKey: async () => {
      setMade(await giveKey(id));
      done();
    },
    revoke: () => revokeKey(id).then(done),
    remove: async () => {
      await removeStation(id);
      window.location.hash = hrefOf('stations');
    },
    refresh: () => refreshPackages(id).then(done),
  };
  const offered: readonly Asked[] = [
    ...(may.refresh && station.connected ? (['refresh'] as const) : []),
    ...(may.manage ? (['newKey'] as const) : []),
    ...(may.manage && station.keyRevokedAt === null ? (['revoke'] as const) : []),
    ...(may.manage && station.installId !== null ? (['accept'] as const) : []),
    ...(may.manage ? (['remove'] as const) : []),
  ];
  return (
    <span className={classes['buttons']}>
      {offered.map((what) => (
        <ActionButton key={what} size="small" onClick={() => setAsked(what)}>
          {t(`stations.do.${what}`)}
        </ActionButton>
      ))}
      {made !== null && <KeyDialog station={made} onClose={() => setMade(null)} />}
      {asked === 'accept' && (
        <ReasonForm
          title={t('stations.accept')}
          meaning={t('stations.acceptMeans')}
          action={t('stations.acceptAction')}
          onReason={async (reason) => {
            await acceptInstallation(id, reason);
            onDone();
          }}
          onClose={close}
        />
      )}
      {asked !== null && asked !== 'accept' && (
        <FormDialog
          title={t(`stations.do.${asked}`)}
          meaning={t(`stations.doMeans.${asked}`, { id })}
          action={t(`stations.do.${asked}`)}
          kind={asked === 'refresh' ? 'strong' : 'stop'}
          onSend={acts[asked]}
          onClose={close}
        />
      )}
    </span>
  );
}
