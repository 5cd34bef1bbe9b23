import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { Scrolled } from '@neurohub/ui-kit/components/scrolled';
import { axisOver } from '@neurohub/ui-kit/lib/chart-axis';
import { useTranslation } from 'react-i18next';
import classes from './statistics.module.css';
import { useMeasuredText } from './use-measured-text.ts';

/** Whether one test place measures something else than the others: mean and spread of each on one line of numbers. */
export function MeasurementSlots({
  statistics,
  nameOf,
}: {
  statistics: MeasurementStatistics;
  nameOf: (batchId: string) => string;
}) {
  const { t } = useTranslation();
  const { byBatch, unit } = statistics;
  const { number, measured, index } = useMeasuredText(unit);
  const { domain } = axisOver(byBatch.flatMap(({ min, max }) => [min, max].filter((value) => value !== null)));
  const place = (value: number | null) => `${(((value ?? 0) - domain[0]) / (domain[1] - domain[0])) * 100}%`;
  const title = t('statistics.measurement.bySlot');
  return (
    <section>
      <h3>{title}</h3>
      <Scrolled label={title}>
        <DataTable
          label={title}
          testId="measurement-slots"
          rows={byBatch}
          keyOf={({ batchId }) => batchId}
          columns={[
            { ...{ key: 'slot', title: t('results.slot'), isHead: true }, cell: ({ batchId }) => nameOf(batchId) },
            {
              ...{ key: 'picture', title: t('statistics.measurement.range') },
              cell: ({ min, max, mean }) => (
                <span className={classes['spread']} aria-hidden="true">
                  <span style={{ left: place(min), right: `calc(100% - ${place(max)})` }} />
                  <i style={{ left: place(mean) }} />
                </span>
              ),
            },
            {
              ...{ key: 'mean', title: t('statistics.measurement.mean'), isNumber: true },
              cell: ({ mean }) => measured(mean),
            },
            {
              ...{ key: 'deviation', title: t('statistics.measurement.deviation'), isNumber: true },
              cell: ({ deviation }) => measured(deviation),
            },
            {
              ...{ key: 'min', title: t('statistics.measurement.min'), isNumber: true },
              cell: ({ min }) => measured(min),
            },
            {
              ...{ key: 'max', title: t('statistics.measurement.max'), isNumber: true },
              cell: ({ max }) => measured(max),
            },
            { ...{ key: 'cpk', title: 'Cpk', isNumber: true }, cell: ({ cpk }) => index(cpk) },
            {
              ...{ key: 'values', title: t('statistics.measurement.values'), isNumber: true },
              cell: ({ values }) => number(values),
            },
          ]}
        />
      </Scrolled>
    </section>
  );
}
