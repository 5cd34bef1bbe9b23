import type { BatchView } from '@neurohub/contracts/rest';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { ControlBox } from '../features/manual/components/control-box.tsx';
import { HistoryPanel } from '../features/manual/components/history-panel.tsx';
import { InstrumentList } from '../features/manual/components/instrument-list.tsx';
import { MakeSafeBar } from '../features/manual/components/make-safe-bar.tsx';
import classes from '../features/manual/components/manual.module.css';
import { ManualBanner } from '../features/manual/components/manual-banner.tsx';
import { ReadoutPanel } from '../features/manual/components/readout-panel.tsx';
import { ChooseFirst, SlotChoice } from '../features/manual/components/slot-choice.tsx';
import { useInstruments } from '../features/manual/store/use-instruments.ts';
import { useReadout } from '../features/manual/store/use-readout.ts';
import pageClasses from './page.module.css';
import { useBatchStates } from './use-live-batches.ts';

/** The instruments of one slot in a person's hand. */
export function ManualPage({ path: [chosen] }: { readonly path: readonly string[] }) {
  const { batches } = useBatchStates();
  const only = chosen === undefined && batches.length === 1 ? batches[0] : undefined;
  const batch = batches.find(({ id }) => id === chosen) ?? only;
  return (
    <main className={pageClasses['page']} id="main">
      <ManualBanner isSimulated={batch?.simulation === true} />
      {(batches.length > 1 || !batch) && <SlotChoice batches={batches} current={batch?.id ?? null} />}
      {batch ? <Bench key={batch.id} batch={batch} batches={batches} /> : <ChooseFirst />}
    </main>
  );
}

function Bench({ batch, batches }: { readonly batch: BatchView; readonly batches: readonly BatchView[] }) {
  const { manual } = useAppServices();
  const { connection } = useBatchStates();
  const state = useStore(manual.store);
  const hasControl = state.hold?.batchId === batch.id;
  const { instruments, earlier } = useInstruments(batch, hasControl ? state.hold?.since : undefined);
  const known = instruments.status === 'loaded' ? instruments.value : [];
  const readout = useReadout(manual, hasControl);
  // Leaving the page, or going to another slot, is leaving control.
  useEffect(() => () => void manual.leave(batch.id), [manual, batch.id]);
  return (
    <>
      <ControlBox
        {...{ batch, state }}
        isConnected={connection.phase === 'live'}
        onTake={() => void manual.take(batch.id)}
        onLeave={() => void manual.makeSafe(batch.id)}
      />
      <div className={classes['split']}>
        <div className={classes['column']}>
          <InstrumentList
            {...{ batch, instruments, state, hasControl, readout }}
            nameOfBatch={(id) => batches.find((one) => one.id === id)?.name ?? id}
            onRun={(call, limitMs) => void manual.run(call, limitMs)}
          />
        </div>
        <div className={`${classes['column']} ${classes['beside']}`}>
          <ReadoutPanel readout={readout} instruments={known} hasControl={hasControl} />
          <HistoryPanel lines={state.lines} earlier={earlier} instruments={known} />
        </div>
      </div>
      <MakeSafeBar
        batch={batch}
        isEnding={state.phase === 'ending'}
        onMakeSafe={() => void manual.makeSafe(batch.id)}
      />
    </>
  );
}
