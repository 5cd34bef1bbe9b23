import type { ReactNode } from 'react';
import classes from './quality.module.css';

/** What may be larger than its place: it scrolls, by keyboard too. */
export function Scrolled({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none
    <div role="group" className={classes['beside']} aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
