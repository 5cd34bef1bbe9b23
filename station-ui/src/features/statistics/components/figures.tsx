import type { Language } from '@neurohub/ui-kit/lib/format';
import classes from './statistics.module.css';

/** Each with its name. */
export function Figures({ items }: { items: readonly (readonly [label: string, value: string])[] }) {
  return (
    <dl className={classes['figures']}>
      {items.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A dash where there is nothing to divide by. */
export function shareText(share: number | null, language: Language): string {
  const format = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  return share === null ? '–' : format.format(share);
}

export const countText = (count: number, language: Language) => new Intl.NumberFormat(language).format(count);
