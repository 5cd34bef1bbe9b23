/** Which columns of the results somebody wants to see, remembered on this screen. */
import { useState } from 'react';

/** Verdict and serial number are always there. */
export const COLUMNS = [
  ...(['slot', 'sequence', 'mode', 'lot', 'partNumber', 'operator', 'endedAt', 'duration'] as const),
] as const;
export type ColumnId = (typeof COLUMNS)[number];

const STANDARD: readonly ColumnId[] = ['slot', 'sequence', 'lot', 'operator', 'endedAt', 'duration'];
const KEY = 'neurohub.resultColumns';

/** What was remembered, without columns that are none; the standard ones for what cannot be read. */
export function columnsOf(remembered: string | null): readonly ColumnId[] {
  if (remembered === null) return STANDARD;
  const names = remembered.split(',');
  return COLUMNS.filter((column) => names.includes(column));
}

export function useShownColumns(): [shown: readonly ColumnId[], toggle: (column: ColumnId) => void] {
  const [shown, setShown] = useState(() => columnsOf(localStorage.getItem(KEY)));
  const toggle = (column: ColumnId) => {
    const next = COLUMNS.filter((one) => (one === column ? !shown.includes(one) : shown.includes(one)));
    localStorage.setItem(KEY, next.join());
    setShown(next);
  };
  return [shown, toggle];
}
