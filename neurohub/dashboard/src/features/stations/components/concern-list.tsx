import type { HubStation } from '@neurohub/contracts/hub-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReasonForm } from '../../../ui/reason-form.tsx';
import { acceptInstallation, type Concern, clearConcern } from '../api/stations-api.ts';
import classes from './stations.module.css';

export interface ConcernListProps {
  readonly station: HubStation;
  readonly may: { readonly manage: boolean; readonly clear: boolean };
  readonly onDone: () => void;
}

/** What a person should look into, what it means, and how it is put right. */
export function ConcernList({ station: { id, concerns }, may, onDone }: ConcernListProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [asked, setAsked] = useState<{ concern: Concern; what: 'accept' | 'clear' } | null>(null);
  if (concerns.length === 0) return null;
  const act = async (reason: string) => {
    if (asked?.what === 'accept') await acceptInstallation(id, reason);
    else if (asked) await clearConcern(id, asked.concern.kind, reason);
    onDone();
  };
  return (
    <ul className={classes['concerns']} aria-label={t('stations.concerns')}>
      {concerns.map((concern) => (
        <li key={concern.kind} data-testid={`concern-${concern.kind}`}>
          <p>
            <b>{t(`stations.concern.${concern.kind}`)}</b>{' '}
            <span className="number">{formatMoment(concern.since, language)}</span>
            <br />
            {concern.message}
            <br />
            <span className={classes['next']}>{t(`stations.concernNext.${concern.kind}`)}</span>
          </p>
          <span className={classes['buttons']}>
            {concern.kind === 'clone' && may.manage && (
              <ActionButton size="small" onClick={() => setAsked({ concern, what: 'accept' })}>
                {t('stations.accept')}
              </ActionButton>
            )}
            {may.clear && (
              <ActionButton size="small" onClick={() => setAsked({ concern, what: 'clear' })}>
                {t('stations.clear')}
              </ActionButton>
            )}
          </span>
        </li>
      ))}
      {asked && (
        <ReasonForm
          title={t(asked.what === 'accept' ? 'stations.accept' : 'stations.clear')}
          meaning={t(asked.what === 'accept' ? 'stations.acceptMeans' : 'stations.clearMeans')}
          action={t(asked.what === 'accept' ? 'stations.acceptAction' : 'stations.clearAction')}
          onReason={act}
          onClose={() => setAsked(null)}
        />
      )}
    </ul>
  );
}
