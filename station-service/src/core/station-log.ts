/**
 * The log of the service: JSON lines into a rotating file for machines, one readable line each on the console for people, neither with
 * secrets. Everything about it can change while the station works. Writing never throws and needs no flush.
 */
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type LogLine, parseLogLine, readableLine } from '@neurohub/contracts/log-line';
import type { LoggingConfig } from '@neurohub/contracts/logging-config';
import type { Redactor } from '@neurohub/contracts/redactor';
import type { LogLevel } from '@neurohub/contracts/vocabulary';
import { type Logger, pino } from 'pino';
import { RotatingFile } from './rotating-file.ts';

export interface StationLogOptions {
  /** For logs/station.log, when the configuration names no file. */
  dataDir: string;
  redactor: Redactor;
  /** Where the readable lines go. Default: standard error, so that standard output is only what was asked for. */
  console?: { write(text: string): unknown };
}

export interface LogState {
  level: LogLevel;
  /** What station.yaml says; it counts again from the next start. */
  configuredLevel: LogLevel;
  file: string;
  maxSizeBytes: number;
  backupCount: number;
  /** Lines that could not be written into the file. */
  lostLines: number;
}

export class StationLog {
  /** A named child for each part: `log.child({ name: 'batch' })`. */
  readonly logger: Logger;
  readonly #options: StationLogOptions;
  readonly #file: RotatingFile;
  #logging: LoggingConfig;
  #level: LogLevel;
  /** How many lines had been lost when somebody was told last; undefined while none is lost. */
  #lostSince: number | undefined;

  constructor(logging: LoggingConfig, options: StationLogOptions) {
    this.#options = options;
    this.#logging = logging;
    this.#level = logging.level;
    this.#file = new RotatingFile(fileOptions(logging, options.dataDir));
    // Everything comes as far as #take, where the level is asked: a child keeps the level that it was made with.
    this.logger = pino(
      {
        level: 'debug',
        base: null,
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label === 'warn' ? 'warning' : label }) },
      },
      this.#stream(),
    );
  }

  get state(): LogState {
    const { file, maxSizeBytes, backupCount } = fileOptions(this.#logging, this.#options.dataDir);
    const { level: configuredLevel } = this.#logging;
    return { ...{ level: this.#level, configuredLevel, file, maxSizeBytes, backupCount }, lostLines: this.#file.lost };
  }

  /** From the next line on, until the next start or the next change of `logging` in station.yaml. */
  set level(level: LogLevel) {
    this.#level = level;
  }

  /** `logging` of station.yaml, from the next line on. The same as before changes nothing: another level, set meanwhile, stays. */
  apply(logging: LoggingConfig): void {
    if (isDeepStrictEqual(logging, this.#logging)) return;
    this.#logging = logging;
    this.#level = logging.level;
    this.#file.change(fileOptions(logging, this.#options.dataDir));
  }

  /** What pino writes into: it sets lastLevel, the number of the level, before each line. */
  #stream() {
    const take = (line: string, number: number) => this.#take(line, number);
    return {
      [Symbol.for('pino.metadata')]: true as const,
      lastLevel: 0,
      write(line: string) {
        take(line, this.lastLevel);
      },
    };
  }

  #take(json: string, levelNumber: number): void {
    if (levelNumber < PINO_LEVELS[this.#level]) return;
    const line = parseLogLine(json);
    if (line) this.#write(this.#options.redactor.value(line) as LogLine);
  }

  #write(line: LogLine): void {
    const before = this.#file.lost;
    this.#file.write(`${JSON.stringify(line)}\n`);
    this.#show(line);
    this.#tellOfLoss(line.time, before);
  }

  /** Once when the file begins to lose lines, to whoever sees the console; how many it were, in the file, once it does not any more. */
  #tellOfLoss(time: string, before: number): void {
    const { lost } = this.#file;
    const { file } = this.state;
    if (lost > before && this.#lostSince === undefined) {
      this.#lostSince = before;
      this.#show({ level: 'error', time, file, msg: 'the log file cannot be written: lines are lost' });
    } else if (lost === before && this.#lostSince !== undefined) {
      const notice = { level: 'warning', time, lines: lost - this.#lostSince, msg: 'lines of the log were lost' };
      this.#lostSince = undefined;
      this.#file.write(`${JSON.stringify(notice)}\n`);
      this.#show(notice);
    }
  }

  #show(line: LogLine): void {
    const { console = process.stderr } = this.#options;
    console.write(readableLine(line));
  }
}

const PINO_LEVELS: Readonly<Record<LogLevel, number>> = { debug: 20, info: 30, warning: 40, error: 50 };

function fileOptions(logging: LoggingConfig, dataDir: string) {
  const file = logging.file ?? resolve(dataDir, 'logs/station.log');
  return { file, maxSizeBytes: logging.maxSizeBytes, backupCount: logging.backupCount };
}
