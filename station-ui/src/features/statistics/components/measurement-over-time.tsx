import type { MeasurementStatistics } from '@neurohub/contracts/statistics-rest';
import { ChartFigure } from '@neurohub/ui-kit/components/charts/chart-figure';
import type { ControlLine } from '@neurohub/ui-kit/components/charts/control-chart';
import { ControlChart } from '@neurohub/ui-kit/components/charts/lazy-charts';
import { DataTable } from '@neurohub/ui-kit/components/data-table';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { formatMoment } from '@neurohub/ui-kit/lib/format';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './statistics.module.css';
import { Tabs } from './tabs.tsx';
import { useMeasuredText } from './use-measured-text.ts';

export interface MeasurementOverTimeProps {
  readonly statistics: MeasurementStatistics;
  readonly nameOf: (batchId: string) => string;
  readonly onOpen: (executionId: string) => void;
}

const HEIGHT = { values: 280, ranges: 150 } as const;

/** Individual values and moving ranges in the order of the tests; what breaks a rule has a mark, and says which. */
export function MeasurementOverTime({ statistics, nameOf, onOpen }: MeasurementOverTimeProps) {
  const { t } = useTranslation();
  const { chart, unit } = statistics;
  const { points } = chart;
  const { number } = useMeasuredText(unit);
  const describe = useDescription(statistics, nameOf);
  const lines = useLines(statistics);
  const title = t('statistics.measurement.chart');
  const odd = points.filter(({ signals }) => signals.length > 0).length;
  const common = {
    ...{ formatValue: number, describe: (index: number) => describe(points[index]) },
    onPick: (index: number) => points[index] && onOpen(points[index].executionId),
  };
  return (
    <section>
      <h3>{title}</h3>
      <p className={classes['note']}>{t('statistics.measurement.odd', { count: odd, of: points.length })}</p>
      <ChartFigure
        title={title}
        isEmpty={points.length < 2}
        table={<Points statistics={statistics} nameOf={nameOf} onOpen={onOpen} />}
      >
        <p className={classes['chartName']}>{t('statistics.measurement.individual')}</p>
        <ControlChart
          {...common}
          height={HEIGHT.values}
          lines={lines.values}
          points={points.map(({ value, signals }) => ({ value, isOdd: signals.some((one) => one !== 'range') }))}
        />
        <p className={classes['chartName']}>{t('statistics.measurement.movingRange')}</p>
        <ControlChart
          {...common}
          height={HEIGHT.ranges}
          lines={lines.ranges}
          points={points.map(({ range, signals }) =>
            range === null ? null : { value: range, isOdd: signals.includes('range') },
          )}
        />
      </ChartFigure>
    </section>
  );
}

type Point = MeasurementStatistics['chart']['points'][number];

function useDescription({ unit }: MeasurementStatistics, nameOf: (batchId: string) => string) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { measured } = useMeasuredText(unit);
  return (point: Point | undefined) =>
    point === undefined
      ? ''
      : [
          `${point.serialNumber} · ${nameOf(point.batchId)}`,
          `${formatMoment(point.at, language)}: ${measured(point.value)}`,
          ...point.signals.map((signal) => t(`statistics.measurement.signal.${signal}`)),
        ].join('\n');
}

function useLines({ chart, low, high }: MeasurementStatistics): Record<'values' | 'ranges', ControlLine[]> {
  const { t } = useTranslation();
  const line = (kind: ControlLine['kind'], at: number | null, name: string): ControlLine[] =>
    at === null ? [] : [{ kind, at, label: t(`statistics.measurement.line.${name}`) }];
  return {
    values: [
      ...line('centre', chart.centre, 'centre'),
      ...line('control', chart.upper, 'upper'),
      ...line('control', chart.lower, 'lower'),
      ...line('limit', low, 'low'),
      ...line('limit', high, 'high'),
    ],
    ranges: [...line('centre', chart.rangeCentre, 'centre'), ...line('control', chart.rangeUpper, 'upper')],
  };
}

const SHOWN = ['marked', 'all'] as const;

/** Newest first: what was odd last is what somebody looks for. */
function Points(props: MeasurementOverTimeProps) {
  const { t } = useTranslation();
  const points = props.statistics.chart.points.map((point, index) => ({ ...point, index })).toReversed();
  const marked = points.filter(({ signals }) => signals.length > 0);
  const [shown, setShown] = useState<(typeof SHOWN)[number]>('marked');
  const title = t('statistics.measurement.chart');
  if (marked.length === 0) return <PointTable {...props} points={points} />;
  const tabs = SHOWN.map((id) => ({
    id,
    text: t(`statistics.measurement.shown.${id}`, { count: (id === 'all' ? points : marked).length }),
  }));
  return (
    <>
      <Tabs label={title} tabs={tabs} chosen={shown} onChoose={setShown} />
      <PointTable {...props} points={shown === 'all' ? points : marked} />
    </>
  );
}

type NumberedPoint = Point & { readonly index: number };

function PointTable({ statistics, nameOf, onOpen, points }: MeasurementOverTimeProps & { points: NumberedPoint[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { measured } = useMeasuredText(statistics.unit);
  return (
    <DataTable
      isFigures
      label={t('statistics.measurement.chart')}
      testId="control-points"
      rows={points}
      keyOf={({ index }) => String(index)}
      columns={[
        {
          ...{ key: 'serial', title: t('results.serial'), isHead: true },
          cell: ({ serialNumber, executionId }) => (
            <button type="button" className={classes['link']} onClick={() => onOpen(executionId)}>
              {serialNumber}
            </button>
          ),
        },
        {
          ...{ key: 'value', title: t('statistics.measurement.value'), isNumber: true },
          cell: ({ value }) => measured(value),
        },
        {
          ...{ key: 'signals', title: t('statistics.measurement.rule') },
          cell: ({ signals }) =>
            signals.map((signal) => (
              <span key={signal} className={classes['odd']}>
                {t(`statistics.measurement.signal.${signal}`)}
              </span>
            )),
        },
        { ...{ key: 'slot', title: t('results.slot') }, cell: ({ batchId }) => nameOf(batchId) },
        { ...{ key: 'at', title: t('statistics.measurement.at') }, cell: ({ at }) => formatMoment(at, language) },
      ]}
    />
  );
}
