import {
  type QueueItem,
  queuePageSchema,
  retriedSchema,
  type SyncStatus,
  syncStatusSchema,
} from '@neurohub/contracts/sync-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

export interface SyncApi {
  status(): Promise<SyncStatus>;
  /** Results that NeuroHub has refused, oldest first. */
  quarantined(): Promise<QueueItem[]>;
  retry(ids?: readonly string[]): Promise<unknown>;
  force(): Promise<SyncStatus>;
}

export const SYNC_API: SyncApi = {
  status: () => requestData(syncStatusSchema, '/api/system/sync-status'),
  quarantined: async () =>
    (await requestData(queuePageSchema, '/api/system/sync/queue?state=quarantined&limit=100')).items,
  retry: (ids) => requestData(retriedSchema, '/api/system/sync/queue/retry', { body: ids ? { ids } : {} }),
  force: () => requestData(syncStatusSchema, '/api/system/sync/force', { body: {} }),
};

export const queueExportUrl = (id: string) => `/api/system/sync/queue/${id}/export`;
