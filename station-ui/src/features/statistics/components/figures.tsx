import classes from './statistics.module.css';

export interface FigureItem {
  readonly label: string;
  readonly value: string;
  /** The results behind it. */
  readonly href?: string | undefined;
  readonly note?: string | undefined;
}

/** Each with its name; what can be looked into is a link. */
export function Figures({ items }: { items: readonly FigureItem[] }) {
  return (
    <dl className={classes['figures']}>
      {items.map(({ label, value, href, note }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="number">{href === undefined ? value : <a href={href}>{value}</a>}</dd>
          {note !== undefined && <dd className={classes['small']}>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
