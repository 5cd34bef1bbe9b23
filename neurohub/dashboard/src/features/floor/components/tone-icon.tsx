import type { ReactNode } from 'react';
import type { Tone } from '../store/floor-view.ts';

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2.2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** Shapes that differ without their colours: octagon, triangle, arrow, ring, cut line. */
const SIGNS: Readonly<Record<Tone | 'silent', ReactNode>> = {
  urgent: (
    <>
      <path d="M6.2 1.5h7.6l4.7 4.7v7.6l-4.7 4.7H6.2l-4.7-4.7V6.2z" fill="currentColor" />
      <path d="M10 5.5v5.5M10 14.2v.3" {...LINE} stroke="var(--sign-on, var(--fail-on))" />
    </>
  ),
  warning: (
    <>
      <path d="M10 1.5l9 16.5h-18z" fill="currentColor" />
      <path d="M10 7.5v5M10 15.2v.3" {...LINE} stroke="var(--sign-on, var(--error-on))" />
    </>
  ),
  active: <path d="M5 3.5l11 6.5-11 6.5z" fill="currentColor" />,
  quiet: <circle cx="10" cy="10" r="6.5" {...LINE} />,
  silent: <path d="M2 10h4l1.5-4M12.5 14L14 10h4M3 2l14 16" {...LINE} />,
};

/** Decoration: a word stands beside it. */
export function ToneIcon({ tone }: { tone: Tone | 'silent' }) {
  return (
    <svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false">
      {SIGNS[tone]}
    </svg>
  );
}
