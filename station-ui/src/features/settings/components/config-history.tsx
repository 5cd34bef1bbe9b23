import type { ConfigCheck, ConfigVersion, ConfigView } from '@neurohub/contracts/config-rest';
import { ActionButton } from '@neurohub/ui-kit/components/action-button';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ConfigApi } from '../api/config-api.ts';
import { restoreVersion, type SettingsStore } from '../store/settings-store.ts';
import { ReviewDialog } from './review-dialog.tsx';
import classes from './settings.module.css';

interface Shown {
  id: string;
  text: string;
  changes: ConfigCheck['changes'];
}

/** The configurations that were in effect; each can be looked at, and put back. */
export function ConfigHistory({ config, store, api }: { config: ConfigView; store: SettingsStore; api: ConfigApi }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { history, isBusy } = useStore(store);
  const [shown, setShown] = useState<Shown | null>(null);
  const look = async ({ id }: ConfigVersion) => {
    try {
      const { text } = await api.version(id);
      const { changes } = await api.check(text);
      setShown({ id, text, changes });
    } catch (thrown) {
      store.setState({ problem: problemOf(thrown) });
    }
  };
  return (
    <Panel title={t('settings.history')}>
      <ul className={classes['history']} data-testid="config-history">
        {history.map((version) => (
          <li key={version.id}>
            <span className="number">{formatMoment(version.at, language)}</span>
            <span>{t(`settings.how.${version.how}`)}</span>
            <span className={classes['dim']}>{version.by ?? ''}</span>
            {version.revision === config.revision ? (
              <span className={classes['dim']}>{t('settings.isCurrent')}</span>
            ) : (
              <ActionButton size="small" isDisabled={isBusy} onClick={() => void look(version)}>
                {t('settings.look')}
              </ActionButton>
            )}
          </li>
        ))}
      </ul>
      {shown && (
        <ReviewDialog
          before={config.text}
          after={shown.text}
          changes={shown.changes}
          action={t('settings.restore')}
          onClose={() => setShown(null)}
          onConfirm={(reason) => {
            setShown(null);
            void restoreVersion(store, api, { id: shown.id, reason });
          }}
        />
      )}
    </Panel>
  );
}
