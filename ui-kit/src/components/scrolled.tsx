import type { ReactNode } from 'react';
import classes from './scrolled.module.css';

export interface ScrolledProps {
  readonly label: string;
  /** Not higher than a chart. */
  readonly isLow?: boolean;
  readonly children: ReactNode;
}

/** What may be larger than its place: it scrolls by itself, by keyboard too. */
export function Scrolled({ label, isLow = false, children }: ScrolledProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none
    <div role="group" className={classes['scrolled']} data-low={isLow} aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
