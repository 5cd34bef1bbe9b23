import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectFloor } from './features/floor/api/floor-link.ts';
import { FloorPage } from './features/floor/components/floor-page.tsx';
import { createFloorStore, type FloorStore } from './features/floor/store/floor-store.ts';
import type { Session } from './features/session/store/session.ts';
import { parseHash, type Route, replaceQuery, useHash } from './lib/hash-route.ts';
import { SIGNED_OUT_EVENT } from './lib/hub-request.ts';
import { mayOpen } from './pages/may-open.ts';
import { PackagesPage } from './pages/packages-page.tsx';
import { AuditPage, PeoplePage } from './pages/people-page.tsx';
import { QualityPage } from './pages/quality-page.tsx';
import { ResultPage, ResultsPage, UnitPage } from './pages/results-page.tsx';
import { StationPage, StationsPage } from './pages/stations-page.tsx';
import { TopBar } from './pages/top-bar.tsx';

/** The bar on top of every page, and the page of the address. */
export function App({ session }: { session: Session }) {
  const { t } = useTranslation();
  const [floor] = useState(() => createFloorStore(Date.now()));
  const route = parseHash(useHash());
  useEffect(() => {
    // A refusal may mean that nobody is signed in any more: whoever shows the screen asks.
    const link = connectFloor(floor, () => window.dispatchEvent(new Event(SIGNED_OUT_EVENT)));
    return () => link.close();
  }, [floor]);
  useEffect(() => {
    document.title = `${t(`nav.${route.page}`)} · NeuroHub`;
  }, [t, route.page]);
  return (
    <>
      <TopBar floor={floor} current={route.page} role={session.role} />
      <CurrentPage route={route} floor={floor} session={session} />
    </>
  );
}

function CurrentPage({ route, floor, session }: { route: Route; floor: FloorStore; session: Session }) {
  const { t } = useTranslation();
  const { page, id } = route;
  if (!mayOpen(page, session.role))
    return (
      <main id="main">
        <ProblemBox code="NOT_ALLOWED" message={t('nav.notAllowed')} />
      </main>
    );
  switch (page) {
    case 'floor':
      return <FloorPage store={floor} query={route.query} onQuery={(query) => replaceQuery(route, query)} />;
    case 'results':
      return id === null ? <ResultsPage route={route} floor={floor} /> : <ResultPage key={id} resultId={id} />;
    case 'units':
      return id === null ? <ResultsPage route={route} floor={floor} /> : <UnitPage key={id} serialNumber={id} />;
    case 'quality':
      return <QualityPage route={route} floor={floor} />;
    case 'packages':
      return <PackagesPage />;
    case 'stations':
      return id === null ? <StationsPage floor={floor} /> : <StationPage key={id} id={id} floor={floor} />;
    case 'people':
      return <PeoplePage />;
    case 'audit':
      return <AuditPage floor={floor} />;
  }
}
