import type { BatchView } from '@neurohub/contracts/rest';
import { isExecuting, isInterrupted } from '../../../lib/batch-state.ts';

/** Why nobody can take manual control of a batch now. */
export type Hindrance = 'testing' | 'interrupted' | 'lockedOut' | 'stopped' | 'starting';

/** Null when it is free. */
export function hindranceOf(batch: BatchView): Hindrance | null {
  if (isInterrupted(batch)) return 'interrupted';
  if (isExecuting(batch)) return 'testing';
  switch (batch.processState) {
    case 'locked-out':
      return 'lockedOut';
    case 'stopped':
      return 'stopped';
    case 'idle':
    case 'running':
      return batch.sequence === null ? 'starting' : null;
    default:
      return 'starting';
  }
}
