import { AuditPanel } from '../features/audit/components/audit-panel.tsx';
import type { FloorStore } from '../features/floor/store/floor-store.ts';
import { PeoplePanel } from '../features/people/components/people-panel.tsx';
import { Page } from './page.tsx';
import { useFilterChoices } from './use-filter-choices.ts';

export function PeoplePage() {
  return (
    <Page name="people">
      <PeoplePanel />
    </Page>
  );
}

export function AuditPage({ floor }: { floor: FloorStore }) {
  const { stations } = useFilterChoices(floor);
  return (
    <Page name="audit">
      <AuditPanel stations={stations} />
    </Page>
  );
}
