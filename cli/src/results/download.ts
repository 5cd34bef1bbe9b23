import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CodedError } from '@neurohub/contracts/errors';
import type { CommandInput } from '../command.ts';
import { streamFromStation } from '../station-rest.ts';

/**
 * A file of the station. What was there under the name is replaced, and only by a whole one.
 * @param to default: the name that the station gives it, in the folder of the command
 * @throws what the station refuses with; FILE_ACCESS, STATION_OUT_OF_REACH
 */
export async function downloadFromStation(
  input: CommandInput,
  path: string,
  to: string | undefined,
): Promise<{ file: string; bytes: number }> {
  const response = await streamFromStation(input, path);
  const file = to ?? resolve(input.cwd, nameOf(response));
  const half = `${file}.part`;
  try {
    const out = createWriteStream(half);
    await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), out);
    await rename(half, file);
    return { file, bytes: out.bytesWritten };
  } catch (cause) {
    await rm(half, { force: true });
    throw new CodedError('FILE_ACCESS', `${file} could not be written: ${(cause as Error).message}`, { cause });
  }
}

/** The station's name for it, never a path. */
function nameOf(response: Response): string {
  const header = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1];
  const name = encoded ? decodeURIComponent(encoded) : /filename="([^"]+)"/.exec(header)?.[1];
  const safe = basename((name ?? 'result').replace(/[\\/:*?"<>|\p{Cc}]/gu, '-'));
  return /^\.*$/.test(safe) ? 'result' : safe;
}
