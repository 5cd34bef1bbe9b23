import { toErrorData } from '@neurohub/contracts/errors';
import { killPoint } from '@neurohub/contracts/kill-point';
import type { CommitGate } from './commit-gate.ts';
import type { ExecutionVoice } from './execution-voice.ts';
import type { VerdictSummary } from './verdict-tracker.ts';

export interface ExecutionEnd extends VerdictSummary {
  endedAt: string;
  durationMs: number;
  /** `executionEnded` is stored. When false, the service closes the execution by itself. */
  committed: boolean;
}

/** Commits the end. Without the commit there is no PASS and no FAIL: they exist only as a stored record. */
export async function recordEnd(
  ended: Omit<ExecutionEnd, 'committed'>,
  gate: CommitGate,
  voice: ExecutionVoice,
): Promise<ExecutionEnd> {
  killPoint('worker:before-end');
  const { executionId } = voice;
  const { endedAt, ...event } = ended;
  gate.record({ type: 'executionEnded', ...event, at: endedAt }, (seq) =>
    voice.tell({ type: 'SEQUENCE_COMPLETE', executionId, verdict: ended.verdict, seq }),
  );
  const notCommitted = await gate.flush();
  if (!notCommitted) return { ...ended, committed: true };
  if (ended.verdict === 'ABORTED') return { ...ended, committed: false };
  const error = ended.error ?? toErrorData(notCommitted);
  return { ...ended, verdict: 'ERROR', endReason: 'storageFailed', error, committed: false };
}
