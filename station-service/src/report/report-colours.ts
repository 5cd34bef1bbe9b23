import type { Tone } from './report.ts';

/** On white paper; each has a contrast of 4.5 to 1 or more, and the word beside it says the same. */
export const INK: Readonly<Record<Tone, string>> = {
  good: '#1b6e2e',
  bad: '#b3261e',
  fault: '#8a4b00',
  quiet: '#44484f',
};
