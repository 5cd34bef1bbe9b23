import type { StepStatus } from '@neurohub/contracts/vocabulary';

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

const SIGNS: Readonly<Record<StepStatus, React.ReactNode>> = {
  pending: <circle cx="10" cy="10" r="7" {...LINE} strokeDasharray="2 3.5" />,
  running: <path d="M6 4l10 6-10 6z" fill="currentColor" />,
  passed: (
    <>
      <circle cx="10" cy="10" r="8" {...LINE} strokeWidth={1.6} />
      <path d="M6 10.5l2.8 2.8 5.2-6" {...LINE} />
    </>
  ),
  failed: (
    <>
      <path d="M2 2h16v16h-16z" fill="currentColor" />
      <path d="M6.5 6.5l7 7M13.5 6.5l-7 7" {...LINE} stroke="var(--surface)" />
    </>
  ),
  error: (
    <>
      <path d="M10 1.5l9 16.5h-18z" fill="currentColor" />
      <path d="M10 7.5v5M10 15.2v.3" {...LINE} stroke="var(--surface)" />
    </>
  ),
  skipped: <path d="M4 5l5 5-5 5M11 5l5 5-5 5" {...LINE} />,
  aborted: <path d="M7 4v12M13 4v12" {...LINE} strokeWidth={3} />,
  interrupted: <path d="M11.5 2L5 11h4.5L8 18l7-9.5h-4.8z" fill="currentColor" />,
};

/** The shape of a step's status; the word always stands beside it. */
export function StepStatusIcon({ status }: { status: StepStatus }) {
  return (
    <svg viewBox="0 0 20 20" width="1.25em" height="1.25em" aria-hidden="true" focusable="false">
      {SIGNS[status]}
    </svg>
  );
}
