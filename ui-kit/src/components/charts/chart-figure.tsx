import { type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Scrolled } from '../scrolled.tsx';
import classes from './chart-figure.module.css';

export interface ChartFigureProps {
  readonly title: string;
  /** There is nothing to draw. */
  readonly isEmpty: boolean;
  /** The same as a table, beside the picture: for keyboard, screen reader and paper. */
  readonly table: ReactNode;
  /** The picture: one of the lazy charts. */
  readonly children: ReactNode;
}

/** A picture, and beside it the table that says the same. */
export function ChartFigure({ title, isEmpty, table, children }: ChartFigureProps) {
  const { t } = useTranslation();
  if (isEmpty) return <p className={classes['note']}>{t('chart.nothing')}</p>;
  return (
    <div className={classes['place']}>
      <div className={classes['figure']}>
        <div className={classes['chart']} aria-hidden="true">
          <Suspense fallback={<p className={classes['note']}>{t('chart.loading')}</p>}>{children}</Suspense>
        </div>
        <Scrolled label={title} isLow>
          {table}
        </Scrolled>
      </div>
    </div>
  );
}
