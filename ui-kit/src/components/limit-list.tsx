import type { Limit } from '@neurohub/contracts/record';
import { useLanguage } from '../i18n/use-language.ts';
import { limitText } from '../lib/limit-text.ts';
import classes from './limit-list.module.css';

export interface LimitListProps {
  readonly limits: readonly Limit[];
  readonly unit: string | undefined;
}

/** Every limit in words; of several, those that were missed stand out. */
export function LimitList({ limits, unit }: LimitListProps) {
  const language = useLanguage();
  return limits.map((limit, index) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: limits have no name, and their order never changes
      key={index}
      className={classes['limit']}
      data-outcome={limits.length > 1 ? limit.outcome : undefined}
      data-decisive={limit.decisive !== false}
      data-testid="limit"
    >
      {limitText(limit, unit, language)}
    </span>
  ));
}
