import type { AuditEntry } from '@neurohub/contracts/audit';

/** Who did something: the part of an entry of the audit trail that does not depend on what it was. */
export type AuditWho = Pick<AuditEntry, 'who' | 'from' | 'role' | 'via'>;

/** For what nobody asked for. */
export const THE_STATION: AuditWho = { who: 'station', from: 'station' };
