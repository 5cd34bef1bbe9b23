import type { BatchView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { fetchThroughput } from '../api/statistics-api.ts';
import { type Query, statisticsQuery } from '../store/scope.ts';
import { sequenceNames } from '../store/sequence-names.ts';
import { useAnswer } from '../store/use-answer.ts';
import { MeasurementPanel } from './measurement-panel.tsx';
import { ParetoPanel } from './pareto-panel.tsx';
import { SlotsPanel } from './slots-panel.tsx';
import classes from './statistics.module.css';
import { StatisticsBar } from './statistics-bar.tsx';
import { ThroughputPanel } from './throughput-panel.tsx';
import { YieldPanel } from './yield-panel.tsx';

export interface StatisticsViewProps {
  readonly address: Query;
  readonly onChange: (address: Query) => void;
  readonly batches: readonly BatchView[];
  readonly onOpen: (executionId: string) => void;
}

/** Every figure is of the same period, slot and sequence. */
export function StatisticsView({ address, onChange, batches, onOpen }: StatisticsViewProps) {
  const query = statisticsQuery(address);
  // A test that has ended may count.
  const news = batches.map(({ execution }) => (execution?.endReason ? execution.id : '')).join();
  const sequences = useSequences(query, batches);
  const nameOf = (id: string) => batches.find((batch) => batch.id === id)?.name ?? id;
  const names = sequenceNames(batches, useLanguage());
  const common = { query, news };
  return (
    <>
      <StatisticsBar address={address} onChange={onChange} slots={batches} sequences={sequences} />
      <YieldPanel {...common} />
      <div className={classes['beside']}>
        <div>
          <ParetoPanel {...common} names={names} />
          <SlotsPanel {...common} nameOf={nameOf} />
        </div>
        <ThroughputPanel {...common} />
      </div>
      {sequences.length > 0 && <MeasurementPanel {...common} {...{ sequences, address, onChange, nameOf, onOpen }} />}
    </>
  );
}

/** Those that were tested in the time, the most tested first; then the others that the batches run now. */
function useSequences({ sequence: _, ...query }: Query, batches: readonly BatchView[]): string[] {
  const answer = useAnswer(fetchThroughput, query);
  const tested = answer.status === 'loaded' ? answer.value.bySequence : [];
  const names = tested.toSorted((a, b) => b.executions - a.executions).map(({ sequenceName }) => sequenceName);
  return [...new Set([...names, ...batches.flatMap(({ sequence }) => sequence?.name ?? [])])];
}
