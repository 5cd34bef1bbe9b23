import { type LogLine, parseLogLine } from '@neurohub/contracts/log-line';
import { linesOf, logFiles } from './log-files.ts';
import { isWanted, type LogFilter } from './log-filter.ts';

/**
 * The newest `count` lines that are wanted, oldest first, from as many set-aside files as that needs.
 * @param size how much of the file that is written is looked at; default: all of it
 */
export async function lastLines(file: string, filter: LogFilter, count: number, size?: number): Promise<LogLine[]> {
  let found: LogLine[] = [];
  for (const part of await logFiles(file)) {
    const here: LogLine[] = [];
    for await (const text of linesOf(part, part === file ? size : undefined)) {
      const line = parseLogLine(text);
      if (!line || !isWanted(line, filter)) continue;
      here.push(line);
      // Twice as many as are wanted, so that cutting costs little.
      if (here.length > 2 * count) here.splice(0, here.length - count);
    }
    found = [...here, ...found].slice(-count);
    if (found.length === count) break;
  }
  return found;
}
