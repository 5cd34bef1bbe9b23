import type { DeploymentState } from '@neurohub/contracts/hub-registry';
import type { ReactNode } from 'react';

const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

const SIGNS: Readonly<Record<DeploymentState, ReactNode>> = {
  waiting: <circle cx="10" cy="10" r="7" {...LINE} strokeDasharray="2 3.5" />,
  downloading: <path d="M10 2v10M5.5 8l4.5 4.5L14.5 8M3 17h14" {...LINE} />,
  installed: <path d="M3 7l7-4 7 4v7l-7 4-7-4zM3 7l7 4 7-4M10 11v7" {...LINE} />,
  active: (
    <>
      <circle cx="10" cy="10" r="8" {...LINE} strokeWidth={1.6} />
      <path d="M6 10.5l2.8 2.8 5.2-6" {...LINE} />
    </>
  ),
  refused: <path d="M2 2h16v16h-16zM6.5 6.5l7 7M13.5 6.5l-7 7" {...LINE} />,
  rolledBack: <path d="M4 10a6 6 0 1 0 2-4.5M5.5 1.5v4.3h4.3" {...LINE} />,
};

/** Decoration: the word stands beside it. */
export function DeploymentStateIcon({ state }: { state: DeploymentState }) {
  return (
    <svg viewBox="0 0 20 20" width="1.25em" height="1.25em" aria-hidden="true" focusable="false">
      {SIGNS[state]}
    </svg>
  );
}
