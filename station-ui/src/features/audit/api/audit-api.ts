import { auditPageSchema } from '@neurohub/contracts/audit';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

const ROWS = 50;

/** A page of the audit trail, newest first. */
export const fetchAudit = (cursor: string | null) =>
  requestData(
    auditPageSchema,
    `/api/audit?limit=${ROWS}${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
  );
