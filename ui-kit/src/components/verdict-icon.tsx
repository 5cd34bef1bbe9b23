import type { Verdict } from '@neurohub/contracts/vocabulary';

const SHAPES: Readonly<Record<Verdict, { outline: string; sign: string }>> = {
  PASS: { outline: 'M16 1a15 15 0 1 0 0 30a15 15 0 1 0 0-30z', sign: 'M9 16.5l5 5 9.5-11' },
  FAIL: { outline: 'M2 2h28v28h-28z', sign: 'M10 10l12 12M22 10l-12 12' },
  ERROR: { outline: 'M16 1.5l15 28.5h-30z', sign: 'M16 11.5v9M16 25v.6' },
  ABORTED: { outline: 'M10 1h12l9 9v12l-9 9h-12l-9-9v-12z', sign: 'M12 10v12M20 10v12' },
};

/** The shape of a verdict: circle, square, triangle, octagon. Filled with the text colour, the sign cut in `--sign`. */
export function VerdictIcon({ verdict }: { verdict: Verdict }) {
  const { outline, sign } = SHAPES[verdict];
  return (
    <svg viewBox="0 0 32 32" width="1em" height="1em" aria-hidden="true" focusable="false">
      <path d={outline} fill="currentColor" />
      <path
        d={sign}
        fill="none"
        stroke="var(--sign, var(--surface))"
        strokeWidth="3.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
