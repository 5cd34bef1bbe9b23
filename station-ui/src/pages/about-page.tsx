import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { type BuildFacts, fetchBuild, fetchLicences, type Licensed } from '../features/about/api/about-api.ts';
import { AboutFacts } from '../features/about/components/about-facts.tsx';
import { HelpPanel } from '../features/about/components/help-panel.tsx';
import { LicenceList } from '../features/about/components/licence-list.tsx';
import { useMayDo } from '../features/auth/role-context.ts';
import classes from './page.module.css';

/** What runs here, where to read more, what support needs, and whose work is in it. */
export function AboutPage() {
  const { station } = useAppServices();
  const info = useStore(station, (state) => state.info);
  const mayDo = useMayDo();
  const [build, setBuild] = useState<Loaded<BuildFacts>>({ status: 'loading' });
  const [licences, setLicences] = useState<Loaded<Licensed[]>>({ status: 'loading' });
  useEffect(() => {
    void settle(fetchBuild()).then(setBuild);
    void settle(fetchLicences()).then(setLicences);
  }, []);
  return (
    <main className={classes['page']} id="main">
      <AboutFacts info={info} build={build} />
      <HelpPanel stationId={info?.stationId ?? 'station'} maySendSupport={mayDo('manager')} />
      <LicenceList licences={licences} />
    </main>
  );
}
