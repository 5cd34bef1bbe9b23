import classes from './batch-grid.module.css';
import type { Density } from './batch-tile-props.ts';

/** Up to eight tiles keep their explanations; more have to be short. */
export function densityFor(count: number): Density {
  if (count === 1) return 'single';
  return count <= 8 ? 'normal' : 'compact';
}

/** Tiles by slot, as large as the number of batches allows. */
export function BatchGrid({ label, count, children }: { label: string; count: number; children: React.ReactNode }) {
  const columns = count <= 3 ? count : count === 4 ? 2 : count <= 6 || count === 9 ? 3 : 4;
  return (
    <section
      aria-label={label}
      className={classes['grid']}
      data-density={densityFor(count)}
      data-rows={Math.ceil(count / columns)}
      style={{ '--columns': columns } as React.CSSProperties}
    >
      {children}
    </section>
  );
}
