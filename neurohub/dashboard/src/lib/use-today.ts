import { useState } from 'react';
import { useEvery } from './use-loaded.ts';

const LOOK_EVERY_MS = 30_000;
const today = () => new Date().toDateString();

/** Which day it is here; drawn anew when that changes, so that a page on a wall does not stay with the day on which it was opened. */
export function useToday(): string {
  const [day, setDay] = useState(today);
  useEvery(LOOK_EVERY_MS, () => setDay(today()));
  return day;
}
