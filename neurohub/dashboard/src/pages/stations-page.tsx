import { useState } from 'react';
import { useStore } from 'zustand';
import { RemoteStartDialog } from '../features/floor/components/remote-start-dialog.tsx';
import type { FloorStore } from '../features/floor/store/floor-store.ts';
import { useMay } from '../features/session/store/session.ts';
import { StationDetail } from '../features/stations/components/station-detail.tsx';
import { StationTable } from '../features/stations/components/station-table.tsx';
import { Page } from './page.tsx';

const useClockOffset = (floor: FloorStore) => useStore(floor, ({ stream }) => stream.clockOffsetMs);

export function StationsPage({ floor }: { floor: FloorStore }) {
  return (
    <Page name="stations">
      <StationTable clockOffsetMs={useClockOffset(floor)} mayEnrol={useMay('admin')} />
    </Page>
  );
}

export function StationPage({ id, floor }: { id: string; floor: FloorStore }) {
  const [asked, setAsked] = useState<{ id: string; name: string } | null>(null);
  const may = {
    manage: useMay('admin'),
    clear: useMay('manager'),
    refresh: useMay('engineer'),
    start: useMay('manager'),
  };
  return (
    <Page name="stations" back="stations">
      <StationDetail id={id} clockOffsetMs={useClockOffset(floor)} may={may} onStart={setAsked} />
      {asked && <RemoteStartDialog store={floor} stationId={id} batch={asked} onClose={() => setAsked(null)} />}
    </Page>
  );
}
