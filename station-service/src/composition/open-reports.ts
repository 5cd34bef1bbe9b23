import { join } from 'node:path';
import { systemClock } from '../core/clock.ts';
import { SavedFilters } from '../core/saved-filters.ts';
import { BulkExports } from '../exports/bulk-exports.ts';
import { ExportFolder } from '../exports/export-folder.ts';
import { ReportDesk } from '../report/report-desk.ts';
import { LongReader } from '../storage/long-reader.ts';
import { INSTALLED } from './installed-files.ts';
import type { Foundation } from './open-foundation.ts';

/** What is made of results, beside the tests and never in their way. */
export interface Reports {
  longReader: LongReader;
  statistics: LongReader;
  reports: ReportDesk;
  bulkExports: BulkExports;
  savedFilters: SavedFilters;
}

export async function openReports(
  { config, folder, disk, log }: Pick<Foundation, 'config' | 'folder' | 'disk' | 'log'>,
  undo: AsyncDisposableStack,
): Promise<Reports> {
  const file = join(folder.dir, 'station.db');
  const passphrase = config.storage.encryption?.passphrase;
  const reading = { entry: INSTALLED.longReaderEntry, file, passphrase };
  const longReader = undo.use(new LongReader(reading));
  const statistics = undo.use(new LongReader(reading));
  const resultsDir = join(folder.dir, 'results');
  const reports = undo.use(new ReportDesk({ entry: INSTALLED.reportEntry, file, passphrase, resultsDir }));
  const exports = new ExportFolder(join(folder.dir, 'exports'));
  const parts = { folder: exports, desk: reports, disk, clock: systemClock, log };
  const bulkExports = undo.use(await BulkExports.open(parts));
  const savedFilters = await SavedFilters.open(join(folder.dir, 'saved-filters.json'), log);
  return { longReader, statistics, reports, bulkExports, savedFilters };
}
