/** What is kept of a run in which something was found: enough to judge exactly that history again, any number of times. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckOptions, checkHistory, type Finding, type FindingKind } from '../checker/check-history.ts';
import { History, type KeptHistory } from '../checker/history.ts';
import { copyStationDatabase, readStationDatabase } from '../checker/station-database.ts';

interface Failure {
  history: History;
  findings: readonly Finding[];
  /** How the history was judged when they were found. */
  checked: CheckOptions;
}

/** These were seen of processes, of which nothing is left. */
const ABOUT_PROCESSES: readonly FindingKind[] = ['processLeft', 'notRecovered'];

export function keepFailure(folder: string, { dataDir, ...failure }: Failure & { dataDir: string }): void {
  mkdirSync(folder, { recursive: true });
  // A log of another run would be taken for one of this database.
  rmSync(join(folder, 'station.db-wal'), { force: true });
  copyStationDatabase(dataDir, folder);
  writeFileSync(join(folder, 'history.json'), JSON.stringify(failure, null, 2));
}

/** Judges the kept history against the kept database. @throws when the folder holds none. */
export function replayFailure(folder: string): { findings: Finding[]; notReplayable: Finding[] } {
  const kept = JSON.parse(readFileSync(join(folder, 'history.json'), 'utf8')) as KeptFailure;
  return {
    findings: checkHistory(History.from(kept.history), readStationDatabase(folder), kept.checked),
    notReplayable: kept.findings.filter(({ kind }) => ABOUT_PROCESSES.includes(kind)),
  };
}

interface KeptFailure extends Omit<Failure, 'history'> {
  history: KeptHistory;
}
