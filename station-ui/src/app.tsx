import { type ReactNode, useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from './app-services.ts';
import { RecordDrawer } from './features/results/components/record-drawer.tsx';
import { closeRecord } from './features/results/store/results-store.ts';
import { SerialEntryBar } from './features/serial-entry/components/serial-entry-bar.tsx';
import { useKeyboardCapture } from './features/serial-entry/components/use-keyboard-capture.ts';
import { entryView } from './features/serial-entry/store/entry-view.ts';
import { StationHeader } from './features/station/components/station-header.tsx';
import { StationNotices } from './features/station/components/station-notices.tsx';
import { parseHash, useHash } from './lib/hash-route.ts';
import { BatchPage } from './pages/batch-page.tsx';
import { HomePage } from './pages/home-page.tsx';
import { SettingsPage } from './pages/settings-page.tsx';
import { NoBatchesPage, WaitingPage } from './pages/state-page.tsx';
import { useLiveBatches } from './pages/use-live-batches.ts';

/** Header, notices and scan bar on every page; below them the page of the address. */
export function App({ person }: { person?: ReactNode }) {
  const { t } = useTranslation();
  const { station, entry, entryController, results } = useAppServices();
  const { stream, batches, connection } = useLiveBatches();
  const info = useStore(station, (state) => state.info);
  const view = entryView(batches, useStore(entry), connection.phase === 'live');
  const closeDrawer = useCallback(() => closeRecord(results), [results]);
  useKeyboardCapture(entryController, closeDrawer);
  const stationName = info?.stationName;
  useEffect(() => {
    document.title = stationName ?? t('app.title');
  }, [stationName, t]);

  return (
    <>
      <StationHeader info={info} connection={connection}>
        {person}
      </StationHeader>
      <StationNotices info={info} alarms={stream.alarms} batchNames={namesOf(batches)} />
      {batches.length > 0 && <SerialEntryBar view={view} controller={entryController} />}
      <CurrentPage />
      <RecordDrawer store={results} />
    </>
  );
}

function CurrentPage() {
  const route = parseHash(useHash());
  const { stream, batches, connection } = useLiveBatches();
  if (stream.streamId === null) return <WaitingPage connection={connection} />;
  if (route.page === 'settings') return <SettingsPage />;
  if (batches.length === 0) return <NoBatchesPage />;
  return route.page === 'batch' ? <BatchPage key={route.batchId} batchId={route.batchId} /> : <HomePage />;
}

function namesOf(batches: readonly { readonly id: string; readonly name: string }[]): Record<string, string> {
  return Object.fromEntries(batches.map(({ id, name }) => [id, name]));
}
