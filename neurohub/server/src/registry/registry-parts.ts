import type { AuditEntry } from '../audit/audit.ts';
import type { HubParts } from '../hub-parts.ts';

/** What the registry needs of the rest of NeuroHub. */
export type RegistryParts = Pick<HubParts, 'pool' | 'audit'>;

/** Whom something is put down for. */
export type By = Pick<AuditEntry, 'who' | 'from'>;
