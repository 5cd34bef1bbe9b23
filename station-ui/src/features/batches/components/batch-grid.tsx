import { useMediaQuery } from '@mantine/hooks';
import classes from './batch-grid.module.css';
import type { Density } from './batch-tile-props.ts';

/** Where more than four tiles cannot keep their explanations. On a phone they stand below each other and can. */
const SMALL = '(min-width: 46.01rem) and (max-width: 90rem), (min-width: 46.01rem) and (max-height: 56rem)';

/** Up to eight tiles keep their explanations, four on a small screen; more have to be short. */
export function useDensity(count: number): Density {
  const isSmall = useMediaQuery(SMALL, false, { getInitialValueInEffect: false });
  if (count === 1) return 'single';
  return count <= (isSmall ? 4 : 8) ? 'normal' : 'compact';
}

export interface BatchGridProps {
  readonly label: string;
  readonly count: number;
  readonly density: Density;
  readonly children: React.ReactNode;
}

/** Tiles by slot, as large as the number of batches allows. */
export function BatchGrid({ label, count, density, children }: BatchGridProps) {
  const columns = count <= 3 ? count : count === 4 ? 2 : count <= 6 || count === 9 ? 3 : 4;
  return (
    <section
      aria-label={label}
      className={classes['grid']}
      data-density={density}
      data-rows={Math.ceil(count / columns)}
      style={{ '--columns': columns } as React.CSSProperties}
    >
      {children}
    </section>
  );
}
