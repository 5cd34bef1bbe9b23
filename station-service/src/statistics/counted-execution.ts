import type { YieldClass } from '@neurohub/contracts/yield';

/** A production execution that has ended, as figures are made from it. */
export interface CountedExecution {
  sequenceName: string;
  batchId: string;
  endedAt: string;
  /** Null when it never began. */
  durationMs: number | null;
  as: YieldClass;
  /** Its verdict is PASS; `as` says no more, but this needs no knowledge of it. */
  isPass: boolean;
  /** Of its serial number with this sequence, no other ended before. */
  isFirst: boolean;
}
