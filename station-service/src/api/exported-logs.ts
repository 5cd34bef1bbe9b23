/** Log lines as a file: the newest that match, oldest first, page by page, so that none of it has to fit into memory. */
import type { LogEntry } from '@neurohub/contracts/record';
import { type LogsExportQuery, MOST_EXPORTED_LINES } from '@neurohub/contracts/rest';
import type { Storage } from '../storage/storage.ts';

const PAGE_LINES = 500;

type Format = LogsExportQuery['format'];

/** `most` is for tests. */
export async function* exportedLogs(
  storage: Pick<Storage, 'listLogs' | 'logsBefore'>,
  { format, ...filter }: LogsExportQuery,
  most: number = MOST_EXPORTED_LINES,
): AsyncGenerator<string> {
  let after = await storage.logsBefore({ ...filter, count: most });
  if (after > 0) yield cutLine(format, most);
  for (let isMore = true, left = most; isMore && left > 0; ) {
    const { items, nextCursor } = await storage.listLogs({ ...filter, after, limit: Math.min(PAGE_LINES, left) });
    if (items.length > 0) yield items.map((entry) => lineOf(format, entry)).join('');
    after = items.at(-1)?.id ?? after;
    left -= items.length;
    isMore = nextCursor !== null;
  }
}

/** Whoever reads the file has to know that it does not begin at the beginning. */
function cutLine(format: Format, most: number): string {
  const message = `only the newest ${most} lines are here; there are older ones`;
  return format === 'ndjson' ? `${JSON.stringify({ cut: true, message })}\n` : `# ${message}\n`;
}

function lineOf(format: Format, entry: LogEntry): string {
  if (format === 'ndjson') return `${JSON.stringify(entry)}\n`;
  const { at, level, batchId = '-', step, message } = entry;
  const place = step === undefined ? batchId : `${batchId} ${step}`;
  // A text of several lines stays one entry for whoever reads it, and for grep by its indent.
  return `${at} ${level.toUpperCase().padEnd(7)} ${place}: ${message.replaceAll(/\r?\n/g, '\n    ')}\n`;
}
