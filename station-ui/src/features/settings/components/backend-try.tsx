import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConfigApi } from '../api/config-api.ts';
import type { SettingsStore } from '../store/settings-store.ts';
import { type Tried, tryToReach } from '../store/tried.ts';
import classes from './config-form.module.css';
import { ReachText } from './reach-text.tsx';

/** Whether NeuroHub takes this station as the text is now, before it is saved. */
export function BackendTry({ store, api }: { store: SettingsStore; api: ConfigApi }) {
  const { t } = useTranslation();
  const [tried, setTried] = useState<Tried | null>(null);
  const attempt = async () => {
    const { draft, config } = store.getState();
    setTried({ status: 'trying' });
    setTried(await tryToReach(() => api.tryBackend(draft ?? config?.text ?? '')));
  };
  return (
    <span className={classes['try']}>
      {tried && <ReachText tried={tried} />}
      <ActionButton size="small" isDisabled={tried?.status === 'trying'} onClick={() => void attempt()}>
        {t('settings.reach.try')}
      </ActionButton>
    </span>
  );
}
