/** The signs of what can be done with an execution. A word always stands beside each. */
const LINE = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 2.2,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

const SIGNS = {
  pause: <path d="M4 3h4.5v14H4zM11.5 3H16v14h-4.5z" fill="currentColor" />,
  resume: <path d="M4 2.5l13 7.5-13 7.5z" fill="currentColor" />,
  step: <path d="M2.5 3.5l9.5 6.5-9.5 6.5zM14 3.5h3v13h-3z" fill="currentColor" />,
  skip: <path d="M2 14c1-7.5 11-8.5 14-2.5M17.5 5.5v6.3h-6.3M6.5 17h4" {...LINE} />,
  retry: <path d="M16 10a6 6 0 1 1-2-4.5M14.5 1.5v4.3h-4.3" {...LINE} />,
  kill: <path d="M6.2 1.5h7.6l4.7 4.7v7.6l-4.7 4.7H6.2l-4.7-4.7V6.2zM7 7l6 6M13 7l-6 6" {...LINE} />,
} as const;

export function RunIcon({ verb }: { verb: keyof typeof SIGNS }) {
  return (
    <svg viewBox="0 0 20 20" width="1.2em" height="1.2em" aria-hidden="true" focusable="false">
      {SIGNS[verb]}
    </svg>
  );
}
