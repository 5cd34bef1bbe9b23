import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { fetchAudit } from '../features/audit/api/audit-api.ts';
import { AuditPanel } from '../features/audit/components/audit-panel.tsx';
import { fetchPackages } from '../features/packages/api/packages-api.ts';
import { PackagesPanel } from '../features/packages/components/packages-panel.tsx';
import { CONFIG_API } from '../features/settings/api/config-api.ts';
import { BatchList } from '../features/settings/components/batch-list.tsx';
import { ConfigEditor } from '../features/settings/components/config-editor.tsx';
import { ConfigHistory } from '../features/settings/components/config-history.tsx';
import { ConfigStatus } from '../features/settings/components/config-status.tsx';
import { loadSettings } from '../features/settings/store/settings-store.ts';
import { loadStation } from '../features/station/store/station-store.ts';
import { BackLink } from './back-link.tsx';
import classes from './page.module.css';
import { useLiveBatches } from './use-live-batches.ts';

/** station.yaml: what of it is in effect, its batches, its text, and what it was. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { settings, station } = useAppServices();
  const { config, problem } = useStore(settings);
  const { stream, batches } = useLiveBatches();
  // What waits for a batch, and what the file says, may have changed with any of these.
  const news = [
    ...stream.alarms.map(({ id }) => id),
    ...batches.map(({ id, processState }) => `${id} ${processState}`),
  ];
  const key = news.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again with the news
  useEffect(() => void loadSettings(settings, CONFIG_API), [settings, key]);
  // The name of the station may be another one.
  const hash = config?.hash;
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again with each configuration
  useEffect(() => void loadStation(station), [station, hash]);
  const parts = { store: settings, api: CONFIG_API };
  return (
    <main className={classes['page']} id="main">
      <nav className={classes['crumbs']}>
        <BackLink />
      </nav>
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {config === null ? (
        <p className={classes['empty']}>{t('settings.loading')}</p>
      ) : (
        <>
          {!config.mayChange && <p>{t('settings.lookOnly')}</p>}
          <ConfigStatus config={config} />
          <BatchList config={config} {...parts} />
          <PackagesPanel fetchPackages={fetchPackages} news={key} />
          <ConfigEditor config={config} {...parts} />
          {config.mayChange && <ConfigHistory config={config} {...parts} />}
          {config.mayChange && <AuditPanel fetchAudit={fetchAudit} />}
        </>
      )}
    </main>
  );
}
