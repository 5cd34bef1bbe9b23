/** Who has an instrument, as far as a batch knows. Pure. */
import type { BatchView } from '@neurohub/contracts/rest';

export type Owner =
  /** Another batch has what both share. */
  | { readonly kind: 'other'; readonly batchId: string }
  | { readonly kind: 'test' }
  | { readonly kind: 'manual'; readonly by: string | undefined }
  | { readonly kind: 'nobody' };

/** An instrument belongs to whatever may touch it: a test from its connection on, a manual session until it is ended, the holder of a lease. */
export function ownerOf(
  { id, hardware, manual, execution }: BatchView,
  instrument: string,
  isExecuting: boolean,
): Owner {
  const { heldBy, connected = false, instrument: shared } = hardware[instrument] ?? {};
  if (heldBy !== undefined && heldBy !== id) return { kind: 'other', batchId: heldBy };
  if (manual?.hardware.includes(instrument)) return { kind: 'manual', by: manual.by };
  const hasIt = shared === undefined ? connected : heldBy === id;
  return execution && isExecuting && hasIt ? { kind: 'test' } : { kind: 'nobody' };
}
