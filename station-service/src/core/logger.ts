/**
 * The log of the service: JSON lines into a rotating file for machines, one readable line each on the console for people.
 * Structured fields first, a constant message second: `log.info({ batchId }, 'batch started')`.
 */
import { resolve } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import { type Logger, pino } from 'pino';
import { consoleLine } from './console-line.ts';
import { RotatingFile } from './rotating-file.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  /** Default: logs/station.log in the data folder. */
  dataDir: string;
  /** Where the readable lines go. Default: standard error, so that standard output is only what was asked for. */
  console?: { write(text: string): unknown };
}

/** A named child for each part: `log.child({ name: 'batch' })`. Writing never throws and needs no flush. */
export function createLogger(logging: StationConfig['logging'], options: string | LoggerOptions): Logger {
  const { dataDir, console = process.stderr } = typeof options === 'string' ? { dataDir: options } : options;
  const file = new RotatingFile({
    file: logging.file ?? resolve(dataDir, 'logs/station.log'),
    maxSizeBytes: logging.maxSizeBytes,
    backupCount: logging.backupCount,
  });
  const level = levelOf(logging.level);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label === 'warn' ? 'warning' : label }) },
    },
    {
      write(line: string) {
        file.write(line);
        console.write(consoleLine(line));
      },
    },
  );
}

/** From now on; children that were made before keep theirs. */
export function setLogLevel(log: Logger, level: StationConfig['logging']['level']): void {
  log.level = levelOf(level);
}

const levelOf = (level: StationConfig['logging']['level']) => (level === 'warning' ? 'warn' : level);
