import type { Pool } from 'pg';
import type { Audit } from './audit/audit.ts';
import type { People } from './auth/people.ts';
import type { Logger } from './hub-log.ts';
import type { HubMetrics } from './metrics/hub-metrics.ts';
import type { Stations } from './stations/stations.ts';

/** What the areas of NeuroHub need of each other. No instance keeps anything that another one would miss. */
export interface HubParts {
  readonly pool: Pool;
  readonly log: Logger;
  readonly audit: Audit;
  readonly people: People;
  readonly stations: Stations;
  readonly metrics: HubMetrics;
  now(): Date;
}
