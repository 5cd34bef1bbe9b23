import type { SyncStatus } from '@neurohub/contracts/sync-rest';

export type LaneName = keyof SyncStatus['lanes'];

/** What has been sent since the station began, whatever the configuration was meanwhile. */
export class LaneCounts {
  readonly sent: Record<LaneName, number> = { verdicts: 0, attachments: 0, logs: 0 };
  readonly lastSentAt: Record<LaneName, string | null> = { verdicts: null, attachments: null, logs: null };
  readonly retries: Record<LaneName, number> = { verdicts: 0, attachments: 0, logs: 0 };
  /** Results that NeuroHub did not take. */
  quarantined = 0;
  /** Results that it had already. */
  duplicates = 0;
  /** Bytes of files. */
  fileBytes = 0;

  add(lane: LaneName, count: number, at: string): void {
    if (count === 0) return;
    this.sent[lane] += count;
    this.lastSentAt[lane] = at;
  }
}
