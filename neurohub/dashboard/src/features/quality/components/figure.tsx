import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartProps } from './charts.tsx';
import classes from './quality.module.css';
import { Scrolled } from './scrolled.tsx';

const charts = () => import('./charts.tsx');
const KINDS = {
  yield: lazy(async () => ({ default: (await charts()).YieldChart })),
  columns: lazy(async () => ({ default: (await charts()).ColumnChart })),
  times: lazy(async () => ({ default: (await charts()).TimeChart })),
};

export interface FigureProps extends ChartProps {
  readonly kind: keyof typeof KINDS;
  readonly title: string;
  /** The same as a table, beside the picture. */
  readonly children: ReactNode;
}

/** A picture, and beside it the table that says the same to a keyboard and a screen reader. */
export function Figure({ kind, title, children, ...chart }: FigureProps) {
  const { t } = useTranslation();
  const Chart = KINDS[kind];
  return (
    <div className={classes['figure']}>
      <div className={classes['chart']} aria-hidden="true">
        {chart.data.length === 0 ? (
          <p className={classes['note']}>{t('quality.nothing')}</p>
        ) : (
          <Suspense fallback={<p className={classes['note']}>{t('results.loading')}</p>}>
            <Chart {...chart} />
          </Suspense>
        )}
      </div>
      <Scrolled label={title}>{children}</Scrolled>
    </div>
  );
}
