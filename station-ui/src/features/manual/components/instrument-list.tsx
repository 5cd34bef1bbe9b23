import type { BatchView, HardwareView } from '@neurohub/contracts/rest';
import { Panel } from '@neurohub/ui-kit/components/panel';
import { ProblemBox } from '@neurohub/ui-kit/components/problem-box';
import type { Loaded } from '@neurohub/ui-kit/lib/loaded';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { ManualState } from '../store/manual-store.ts';
import { keyOf, type Readout } from '../store/readout.ts';
import { InstrumentPanel, type InstrumentPanelProps } from './instrument-panel.tsx';

export interface InstrumentListProps extends Pick<InstrumentPanelProps, 'hasControl' | 'nameOfBatch' | 'onRun'> {
  readonly batch: BatchView;
  readonly instruments: Loaded<readonly HardwareView[]>;
  readonly state: ManualState;
  readonly readout: Readout;
}

export function InstrumentList({ batch, instruments, state, readout, ...actions }: InstrumentListProps) {
  const { t } = useTranslation();
  const { readings } = useStore(readout.store);
  if (instruments.status === 'loading') return <p role="status">{t('manualPage.loading')}</p>;
  if (instruments.status === 'failed') return <ProblemBox code={instruments.code} message={instruments.message} />;
  if (instruments.value.length === 0)
    return (
      <Panel title={t('hardware.title')}>
        <p>{t('manualPage.noInstruments')}</p>
      </Panel>
    );
  return instruments.value.map((instrument) => (
    <InstrumentPanel
      key={instrument.id}
      {...{ instrument, ...actions }}
      live={batch.hardware[instrument.id]}
      lines={state.lines}
      running={state.running}
      onWatch={readout.toggle}
      readingOf={(call) => readings.find(({ key }) => key === keyOf(call))}
    />
  ));
}
