import type { AuditEntry } from '../audit/audit.ts';
import type { HubParts } from '../hub-parts.ts';

/** What the registry needs of the rest of NeuroHub. */
export type RegistryParts = Pick<HubParts, 'pool' | 'audit' | 'log'>;

export interface StationHint {
  /** Tells a station that it should look for packages, if it can be told now. */
  hint(stationId: string, by: string): Promise<void>;
}

/** Whom something is put down for. */
export type By = Pick<AuditEntry, 'who' | 'from'>;
