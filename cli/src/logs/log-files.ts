/** The log of a station as files: the one that is written, `station.log`, and those set aside, `station.log.1` being the newest. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { CodedError } from '@neurohub/contracts/errors';
import { type CommandInput, type Flag, textOf } from '../command.ts';
import type { StationFile } from '../run/station-file.ts';
import { DATA_FLAG, dataFolder } from '../station-folders.ts';

export const LOG_FILE_FLAGS: Record<string, Flag> = {
  config: {
    value: 'file',
    help: 'station.yaml, which says where the log is (default STATION_CONFIG, config/station.yaml)',
  },
  ...DATA_FLAG,
};

/** Where the station writes, whether or not it runs. `station`: its configuration, null where there is none. */
export function logFileOf(input: CommandInput, station: StationFile | null): string {
  const named = textOf(input.flags['data-dir']) === undefined ? station?.logFile : undefined;
  return named === undefined
    ? join(dataFolder(input, station?.dataDir), 'logs/station.log')
    : resolve(input.cwd, named);
}

/** Those that are there, newest first. @throws MISSING_FILE when there is none */
export async function logFiles(file: string): Promise<string[]> {
  const names: string[] = await readdir(dirname(file)).catch(() => []);
  const own = basename(file);
  const numbers = names.flatMap((name) => {
    const tail = name.startsWith(`${own}.`) ? name.slice(own.length + 1) : '';
    return /^[1-9]\d{0,2}$/.test(tail) ? [Number(tail)] : [];
  });
  const found = [
    ...(names.includes(own) ? [file] : []),
    ...numbers.sort((a, b) => a - b).map((number) => `${file}.${number}`),
  ];
  if (found.length > 0) return found;
  throw new CodedError(
    'MISSING_FILE',
    `there is no log at ${file}: say where the station is by --config or --data-dir`,
  );
}

/** Lines of a file as it is now, without what is being written at this moment. */
export async function* linesOf(file: string, upTo = Number.POSITIVE_INFINITY): AsyncGenerator<string> {
  const size = Math.min((await stat(file)).size, upTo);
  if (size === 0) return;
  yield* createInterface({ input: createReadStream(file, { end: size - 1 }), crlfDelay: Number.POSITIVE_INFINITY });
}
