import type { NavigationId } from '../page-groups.ts';

/** Lines of one weight on a field of 24. */
const SIGNS: Readonly<Record<NavigationId, string>> = {
  home: 'M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z',
  results: 'M6 3h12v18H6zM9 8h6M9 12h6M9 16h3',
  statistics: 'M4 20h16M7 20v-7M12 20V5M17 20v-10',
  sequences: 'M4 6h2M10 6h10M4 12h2M10 12h10M4 18h2M10 18h10',
  manual: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5v5M8 14.5v5',
  logs: 'M4 5h16v14H4zM7.5 10l2.5 2-2.5 2M12.5 15h4',
  monitor: 'M3 12h4l2.5-7 5 14 2.5-7h4',
  neurohub: 'M7 18a4 4 0 0 1-.5-8 5.5 5.5 0 0 1 10.6-1A4.5 4.5 0 0 1 17 18zM12 15v-5M9.8 12l2.2-2.2 2.2 2.2',
  settings:
    'M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M5.6 18.4l2.2-2.2M16.2 7.8l2.2-2.2',
  about: 'M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M12 11v5.5M12 7.6v.2',
};

export function PageIcon({ id }: { id: NavigationId }) {
  return (
    <svg viewBox="0 0 24 24" width="1.5rem" height="1.5rem" aria-hidden="true" focusable="false">
      <path
        d={SIGNS[id]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
