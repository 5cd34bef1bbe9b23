import type { ReactNode } from 'react';
import classes from './statistics.module.css';

/** What may be wider than a phone: it moves by itself, for the keyboard as well. */
export function Scrolled({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a stop there, a keyboard cannot move it
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would draw a form where there is none
    <div role="group" className={classes['scroll']} aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
