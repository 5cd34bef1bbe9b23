/** What counts for first-pass yield, and as what. One definition for stations and NeuroHub; free of any library. */
import type { ExecutionSummary } from './record.ts';

/** As what a production execution is counted. Only the first two are part of the yield. */
export const YIELD_CLASSES = [
  'passed',
  'failed', // aborted after a failed step included: whoever stops a failing test does not improve the yield
  'error', // a fault says nothing about the product
  'aborted',
] as const;
export type YieldClass = (typeof YIELD_CLASSES)[number];

type Counted = Pick<ExecutionSummary, 'mode' | 'simulated' | 'partial' | 'verdict' | 'hadFailure'>;

/** Null: it is no production execution, or has not ended. */
export function yieldClassOf({ mode, simulated, partial, verdict, hadFailure }: Counted): YieldClass | null {
  if (mode !== 'production' || simulated || partial || verdict === null) return null;
  switch (verdict) {
    case 'PASS':
      return 'passed';
    case 'FAIL':
      return 'failed';
    case 'ERROR':
      return 'error';
    case 'ABORTED':
      return hadFailure ? 'failed' : 'aborted';
  }
}

/** Passed of those that say something about the product; null when there are none. */
export function firstPassYield({ passed, failed }: { passed: number; failed: number }): number | null {
  return passed + failed === 0 ? null : passed / (passed + failed);
}
