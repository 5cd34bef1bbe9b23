import {
  type BackupsView,
  backupsViewSchema,
  backupViewSchema,
  wantedRestoreSchema,
} from '@neurohub/contracts/backup-rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';
import { z } from 'zod';

/** Copying and proving take as long as there is data. */
const PATIENCE_MS = 30 * 60_000;

export const fetchBackups = (): Promise<BackupsView> => requestData(backupsViewSchema, '/api/backups');
export const makeBackup = () => requestData(backupViewSchema, '/api/backups', { body: {}, timeoutMs: PATIENCE_MS });
export const wantRestore = (id: string, reason: string) =>
  requestData(wantedRestoreSchema, `/api/backups/${id}/restore`, { body: { reason }, timeoutMs: PATIENCE_MS });
export const cancelRestore = () => requestData(z.object({}), '/api/backups/restore', { method: 'DELETE', body: {} });
export const backupFileUrl = (id: string) => `/api/backups/${id}/file`;
