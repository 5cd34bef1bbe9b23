import { hubAuditPageSchema } from '@neurohub/contracts/hub-rest';
import type * as z from 'zod';
import { askHub } from '../../../lib/hub-request.ts';

export type AuditPage = z.output<typeof hubAuditPageSchema>;

export function fetchAudit(filter: { action: string; station: string }, cursor: string | null): Promise<AuditPage> {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...filter, cursor: cursor ?? '' })) if (value) query.set(key, value);
  return askHub(hubAuditPageSchema, `/api/audit?${query}`);
}
