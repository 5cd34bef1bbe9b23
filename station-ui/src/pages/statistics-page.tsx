import { PERIODS, type PeriodName } from '@neurohub/contracts/statistics-rest';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MeasurementPanel } from '../features/statistics/components/measurement-panel.tsx';
import { ParetoPanel } from '../features/statistics/components/pareto-panel.tsx';
import { SlotsPanel } from '../features/statistics/components/slots-panel.tsx';
import classes from '../features/statistics/components/statistics.module.css';
import { ThroughputPanel } from '../features/statistics/components/throughput-panel.tsx';
import { YieldPanel } from '../features/statistics/components/yield-panel.tsx';
import pageClasses from './page.module.css';
import { useLiveBatches } from './use-live-batches.ts';

/** What the results of this station add up to, without the network. */
export function StatisticsPage() {
  const { t } = useTranslation();
  const { batches } = useLiveBatches();
  const [period, setPeriod] = useState<PeriodName>('today');
  const [batchId, setBatchId] = useState('');
  const query: Record<string, string> = { period, ...(batchId && { batch: batchId }) };
  // A test that has ended may count.
  const news = batches.map(({ execution }) => (execution?.endReason ? execution.id : '')).join();
  const sequences = [...new Set(batches.flatMap(({ sequence }) => sequence?.name ?? []))];
  const nameOf = (id: string) => batches.find((batch) => batch.id === id)?.name ?? id;
  return (
    <main className={pageClasses['page']} id="main">
      <div className={classes['choices']}>
        <label>
          {t('statistics.period')}
          <select value={period} onChange={(event) => setPeriod(event.currentTarget.value as PeriodName)}>
            {PERIODS.map((name) => (
              <option key={name} value={name}>
                {t(`statistics.periods.${name}`)}
              </option>
            ))}
          </select>
        </label>
        {batches.length > 1 && (
          <label>
            {t('statistics.slots.slot')}
            <select value={batchId} onChange={(event) => setBatchId(event.currentTarget.value)}>
              <option value="">{t('results.allSlots')}</option>
              {batches.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <YieldPanel query={query} news={news} />
      <ThroughputPanel query={query} news={news} />
      <ParetoPanel query={query} news={news} />
      <SlotsPanel query={query} news={news} nameOf={nameOf} />
      {sequences.length > 0 && <MeasurementPanel query={query} news={news} sequences={sequences} />}
    </main>
  );
}
