import { type SharedInstrument, sharedInstrumentSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

export function fetchShared(): Promise<SharedInstrument[]> {
  return requestData(z.array(sharedInstrumentSchema), '/api/system/shared');
}

/** Resolves when it was told; the instrument is free when its holder has made it safe. */
export async function breakLease(id: string, reason: string): Promise<void> {
  await requestData(sharedInstrumentSchema, `/api/system/shared/${encodeURIComponent(id)}/break`, { body: { reason } });
}
