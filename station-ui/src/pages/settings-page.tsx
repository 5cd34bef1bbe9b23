import type { ConfigView } from '@neurohub/contracts/config-rest';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { fetchAudit } from '../features/audit/api/audit-api.ts';
import { AuditPanel } from '../features/audit/components/audit-panel.tsx';
import { useMayDo } from '../features/auth/role-context.ts';
import { BackupPanel } from '../features/backups/components/backup-panel.tsx';
import { hasOwnBackupFolder } from '../features/backups/store/own-folder.ts';

import { CONFIG_API } from '../features/settings/api/config-api.ts';
import { BatchList } from '../features/settings/components/batch-list.tsx';
import { ConfigEditor } from '../features/settings/components/config-editor.tsx';
import { ConfigForm } from '../features/settings/components/config-form.tsx';
import { ConfigHistory } from '../features/settings/components/config-history.tsx';
import { ConfigStatus } from '../features/settings/components/config-status.tsx';
import { DraftBar } from '../features/settings/components/draft-bar.tsx';
import settingsClasses from '../features/settings/components/settings.module.css';
import { loadSettings } from '../features/settings/store/settings-store.ts';
import { loadStation } from '../features/station/store/station-store.ts';
import { pageHref } from '../lib/hash-route.ts';
import classes from './page.module.css';
import { useBatchStates } from './use-live-batches.ts';

const TABS = ['batches', 'configuration', 'backups', 'history'] as const;

/** station.yaml: what of it is in effect, its batches, its text, and what it was. */
export function SettingsPage({ path: [tab, sectionId] }: { readonly path: readonly string[] }) {
  const { t } = useTranslation();
  const { settings, station } = useAppServices();
  const { config, problem } = useStore(settings);
  const { stream, batches } = useBatchStates();
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
  const open = TABS.find((name) => name === tab) ?? (tab === 'text' ? 'configuration' : 'batches');
  return (
    <main className={classes['page']} id="main">
      <nav className={settingsClasses['tabs']} aria-label={t('settings.tab.label')}>
        {TABS.filter((name) => name !== 'history' || config?.mayChange).map((name) => (
          <a key={name} href={pageHref('settings', name)} aria-current={name === open ? 'page' : undefined}>
            {t(`settings.tab.${name}`)}
          </a>
        ))}
      </nav>
      {problem && <ProblemBox code={problem.code} message={problem.message} />}
      {config === null ? (
        <p className={classes['empty']}>{t('settings.loading')}</p>
      ) : (
        <>
          {!config.mayChange && <p>{t('settings.lookOnly')}</p>}
          <Tab name={open} view={tab === 'text' ? 'text' : 'form'} config={config} sectionId={sectionId} />
        </>
      )}
    </main>
  );
}

interface TabProps {
  readonly name: (typeof TABS)[number];
  readonly view: 'form' | 'text';
  readonly config: ConfigView;
  readonly sectionId: string | undefined;
}

function Tab({ name, view, config, sectionId }: TabProps) {
  const { settings } = useAppServices();
  const mayDo = useMayDo();
  const parts = { config, store: settings, api: CONFIG_API };
  switch (name) {
    case 'batches':
      return (
        <>
          <BatchList {...parts} />
          <ConfigStatus config={config} />
        </>
      );
    case 'configuration':
      return (
        <>
          <DraftBar {...parts} view={view} />
          {view === 'form' ? (
            <ConfigForm {...parts} sectionId={sectionId} />
          ) : (
            <ConfigEditor config={config} store={settings} />
          )}
          <ConfigStatus config={config} />
        </>
      );
    case 'backups':
      return <BackupPanel mayRestore={mayDo('admin')} hasOwnFolder={hasOwnBackupFolder(config)} />;
    case 'history':
      return (
        config.mayChange && (
          <>
            <ConfigHistory {...parts} />
            <AuditPanel fetchAudit={fetchAudit} />
          </>
        )
      );
  }
}
