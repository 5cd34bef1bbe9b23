import { LanguageSwitch } from '@neurohub/ui-kit/components/language-switch';
import { ThemeSwitch } from '@neurohub/ui-kit/components/theme-switch';
import { type ReactNode, Suspense, useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import classes from './app.module.css';
import { useAppServices } from './app-services.ts';
import { useMayDo } from './features/auth/role-context.ts';
import { slotCounts } from './features/batches/store/slot-counts.ts';
import { ManualLeft } from './features/manual/components/manual-left.tsx';
import { Navigation } from './features/navigation/components/navigation.tsx';
import { NavigationMenu } from './features/navigation/components/navigation-menu.tsx';
import { RecordDrawer } from './features/results/components/record-drawer.tsx';
import { closeRecord } from './features/results/store/results-store.ts';
import { SerialEntryBar } from './features/serial-entry/components/serial-entry-bar.tsx';
import { useKeyboardCapture } from './features/serial-entry/components/use-keyboard-capture.ts';
import { entryView } from './features/serial-entry/store/entry-view.ts';
import { ShiftNote } from './features/shift/components/shift-note.tsx';
import { SoundSwitch } from './features/sounds/components/sound-switch.tsx';
import { StationHeader } from './features/station/components/station-header.tsx';
import { StationNotices } from './features/station/components/station-notices.tsx';
import { StatusBar } from './features/station/components/status-bar.tsx';
import { DEFAULT_SCREEN } from './features/station/store/station-store.ts';
import { HubBadge } from './features/sync/components/hub-badge.tsx';
import { parseHash, useHash } from './lib/hash-route.ts';
import { HomePage } from './pages/home-page.tsx';
import { PageBoundary } from './pages/page-boundary.tsx';
import { BatchPage, PAGES } from './pages/page-table.ts';
import { FailedPage, LoadingPage, NoBatchesPage, WaitingPage } from './pages/state-page.tsx';
import { useBatchStates } from './pages/use-live-batches.ts';

/** The frame of every page: header, the pages at the edge, notices and scan bar, and the status bar at the foot. */
export function App({ person }: { person?: ReactNode }) {
  const { t } = useTranslation();
  const { station, entry, entryController, manual, results, sync, shift } = useAppServices();
  const { stream, batches, connection } = useBatchStates();
  const info = useStore(station, (state) => state.info);
  const screen = info?.screen ?? DEFAULT_SCREEN;
  const facts = { isLive: connection.phase === 'live', fillsInOrder: screen.nextSlotAfterScan };
  const view = entryView(batches, useStore(entry), facts);
  const closeDrawer = useCallback(() => closeRecord(results), [results]);
  const mayTest = useMayDo()('operator');
  useKeyboardCapture({ controller: entryController, scanner: screen.scanner, mayTest, onScan: closeDrawer });
  const links = useNavigation();
  const isSlim = parseHash(useHash()).page === 'other';
  const stationName = info?.stationName;
  useEffect(() => {
    document.title = stationName ?? t('app.title');
  }, [stationName, t]);

  return (
    <div className={classes['frame']}>
      <SkipLink />
      <div className={classes['header']}>
        <StationHeader info={info} menu={<Menu />} switches={<ScreenSwitches />}>
          {person}
        </StationHeader>
      </div>
      <div className={classes['rail']}>
        <Navigation {...links} />
      </div>
      <div className={classes['content']}>
        <StationNotices
          info={info}
          alarms={stream.alarms}
          batchNames={namesOf(batches)}
          clockOffsetMs={stream.clockOffsetMs}
        />
        {batches.length > 0 && mayTest && <SerialEntryBar view={view} controller={entryController} isSlim={isSlim} />}
        <ManualLeft manual={manual} nameOf={(id) => namesOf(batches)[id] ?? id} />
        <CurrentPage />
      </div>
      <div className={classes['status']}>
        <StatusBar connection={connection} counts={slotCounts(batches)} clockOffsetMs={stream.clockOffsetMs}>
          <ShiftNote store={shift} />
          <HubBadge store={sync} />
        </StatusBar>
      </div>
      <RecordDrawer store={results} />
    </div>
  );
}

function Menu() {
  return (
    <NavigationMenu {...useNavigation()}>
      <ScreenSwitches />
    </NavigationMenu>
  );
}

/** How the screen sounds and looks. */
function ScreenSwitches() {
  const { sounds, playSound } = useAppServices();
  return (
    <>
      <SoundSwitch store={sounds} play={playSound} />
      <LanguageSwitch />
      <ThemeSwitch />
    </>
  );
}

/** For whoever goes through the page with Tab. Not a link: the address is that of the page. */
function SkipLink() {
  const { t } = useTranslation();
  return (
    <button type="button" className={classes['skip']} onClick={() => focusContent()}>
      {t('navigation.skip')}
    </button>
  );
}

function focusContent(): void {
  const main = document.getElementById('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
}

function CurrentPage() {
  const route = parseHash(useHash());
  const pages = useOpenPages();
  const { stream, batches, connection } = useBatchStates();
  if (stream.streamId === null) return <WaitingPage connection={connection} />;
  if (route.page === 'other') {
    const { Component } = pages.find(({ id }) => id === route.id) ?? {};
    if (Component)
      return (
        <Loaded key={route.id}>
          <Component path={route.path} />
        </Loaded>
      );
  }
  if (batches.length === 0) return <NoBatchesPage />;
  if (route.page !== 'batch') return <HomePage />;
  return (
    <Loaded key={route.batchId}>
      <BatchPage batchId={route.batchId} />
    </Loaded>
  );
}

/** A page that is loaded when it is opened: what is shown until then, and if it never comes. */
function Loaded({ children }: { children: ReactNode }) {
  const { connection } = useBatchStates();
  return (
    <PageBoundary failed={(error) => <FailedPage connection={connection} error={error} />}>
      <Suspense fallback={<LoadingPage />}>{children}</Suspense>
    </PageBoundary>
  );
}

function useNavigation() {
  const route = parseHash(useHash());
  const pages = useOpenPages().map(({ id }) => id);
  return { pages, current: route.page === 'other' ? route.id : 'home' };
}

/** The pages that the person at the screen may see. */
function useOpenPages() {
  const mayDo = useMayDo();
  return PAGES.filter(({ role }) => mayDo(role));
}

function namesOf(batches: readonly { readonly id: string; readonly name: string }[]): Record<string, string> {
  return Object.fromEntries(batches.map(({ id, name }) => [id, name]));
}
