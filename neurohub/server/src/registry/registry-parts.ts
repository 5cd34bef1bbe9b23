import type { HubParts } from '../hub-parts.ts';

/** What the registry needs of the rest of NeuroHub. */
export type RegistryParts = Pick<HubParts, 'pool' | 'audit'>;

/** Whom something is put down for. */
export interface By {
  name: string;
  /** Address of the client. */
  from: string;
}
