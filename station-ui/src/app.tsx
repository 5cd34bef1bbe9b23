import { type ReactNode, Suspense, useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAppServices } from './app-services.ts';
import { useMayDo } from './features/auth/role-context.ts';
import { Navigation } from './features/navigation/components/navigation.tsx';
import { RecordDrawer } from './features/results/components/record-drawer.tsx';
import { closeRecord } from './features/results/store/results-store.ts';
import { SerialEntryBar } from './features/serial-entry/components/serial-entry-bar.tsx';
import { useKeyboardCapture } from './features/serial-entry/components/use-keyboard-capture.ts';
import { entryView } from './features/serial-entry/store/entry-view.ts';
import { StationHeader } from './features/station/components/station-header.tsx';
import { StationNotices } from './features/station/components/station-notices.tsx';
import { HubBadge } from './features/sync/components/hub-badge.tsx';
import { parseHash, useHash } from './lib/hash-route.ts';
import { BatchPage } from './pages/batch-page.tsx';
import { HomePage } from './pages/home-page.tsx';
import { PAGES } from './pages/page-table.ts';
import { LoadingPage, NoBatchesPage, WaitingPage } from './pages/state-page.tsx';
import { useLiveBatches } from './pages/use-live-batches.ts';

/** Header, notices and scan bar on every page; below them the page of the address. */
export function App({ person }: { person?: ReactNode }) {
  const { t } = useTranslation();
  const { station, entry, entryController, results, sync } = useAppServices();
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
        <HubBadge store={sync} />
        {person}
      </StationHeader>
      <CurrentNavigation />
      <StationNotices info={info} alarms={stream.alarms} batchNames={namesOf(batches)} />
      {batches.length > 0 && <SerialEntryBar view={view} controller={entryController} />}
      <CurrentPage />
      <RecordDrawer store={results} />
    </>
  );
}

function CurrentPage() {
  const route = parseHash(useHash());
  const pages = useOpenPages();
  const { stream, batches, connection } = useLiveBatches();
  if (stream.streamId === null) return <WaitingPage connection={connection} />;
  if (route.page === 'other') {
    const { Component } = pages.find(({ id }) => id === route.id) ?? {};
    if (Component)
      return (
        <Suspense fallback={<LoadingPage />}>
          <Component path={route.path} />
        </Suspense>
      );
  }
  if (batches.length === 0) return <NoBatchesPage />;
  return route.page === 'batch' ? <BatchPage key={route.batchId} batchId={route.batchId} /> : <HomePage />;
}

function CurrentNavigation() {
  const route = parseHash(useHash());
  const pages = useOpenPages().map(({ id }) => id);
  const current = route.page === 'other' ? route.id : 'home';
  return pages.length > 0 && <Navigation pages={pages} current={current} />;
}

/** The pages that the person at the screen may see. */
function useOpenPages() {
  const mayDo = useMayDo();
  return PAGES.filter(({ role }) => mayDo(role));
}

function namesOf(batches: readonly { readonly id: string; readonly name: string }[]): Record<string, string> {
  return Object.fromEntries(batches.map(({ id, name }) => [id, name]));
}
