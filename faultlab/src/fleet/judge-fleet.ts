/** The verdict about a fleet: both sides' databases are read from outside, and compared. */
import { join } from 'node:path';
import type { Finding } from '../checker/check-history.ts';
import { readStationDatabase } from '../checker/station-database.ts';
import { checkFleet } from './check-fleet.ts';
import { type HubTables, readHubTables } from './hub-tables.ts';

export interface Verdict {
  /** Closed executions in the databases of the stations. */
  stored: number;
  /** Results that NeuroHub has of them. */
  arrived: number;
  missing: number;
  doubled: number;
  altered: number;
  files: number;
  findings: Finding[];
}

/** @param folder where the data of the stations are, each below its id; the stations have ended */
export async function judgeFleet(databaseUrl: string, folder: string, stationIds: readonly string[]): Promise<Verdict> {
  const fleet = new Map(stationIds.map((id) => [id, readStationDatabase(join(folder, id))]));
  const tables = await Promise.all(stationIds.map((id) => readHubTables(databaseUrl, id)));
  const hub: HubTables = {
    ledger: tables.flatMap(({ ledger }) => ledger),
    rows: tables.flatMap(({ rows }) => rows),
    contents: new Set(tables.flatMap(({ contents }) => [...contents])),
    damagedContents: tables.flatMap(({ damagedContents }) => damagedContents),
  };
  const findings = checkFleet(hub, fleet, { drained: true });
  const count = (...kinds: Finding['kind'][]) => findings.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    stored: [...fleet.values()].flatMap(({ executions }) => executions.filter(({ isClosed }) => isClosed)).length,
    ...{ arrived: hub.ledger.length, files: hub.contents.size, findings },
    ...{ missing: count('resultNotSent'), doubled: count('resultDoubled', 'resultUnknown') },
    altered: count('resultAltered', 'databaseDamaged'),
  };
}
