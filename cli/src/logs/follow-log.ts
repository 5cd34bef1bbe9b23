import { type FileHandle, open, stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import { logFiles } from './log-files.ts';

const LOOK_AGAIN_MS = 200;
const CHUNK_BYTES = 256 * 1024;

export interface FollowOptions {
  /** Whole lines in the order in which they were written, each once. */
  onLines: (lines: string[]) => void;
  /** Files were removed before they could be read. */
  onGap: () => void;
}

/**
 * Reads what is written into a log, through any number of rotations. It holds the file open that it reads: the system gives its number
 * to no other file meanwhile, so that the number tells which name it has now, and with that which file comes next.
 */
export class LogFollower implements AsyncDisposable {
  readonly #file: string;
  readonly #options: FollowOptions;
  #handle: FileHandle | null = null;
  #position = 0;
  #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(file: string, options: FollowOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Begins at the end of the file as it is now. @returns its size; 0 when it is not there yet */
  async beginAtEnd(): Promise<number> {
    this.#handle = await openIfThere(this.#file);
    this.#position = (await this.#handle?.stat())?.size ?? 0;
    return this.#position;
  }

  /** Until the signal. Waits for a file that is not there. */
  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.readOn();
      await delay(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What there is by now. */
  async readOn(): Promise<void> {
    this.#handle ??= await openIfThere(this.#file);
    await this.#readToEnd();
    for (let next = await this.#next(); next; next = await this.#next()) {
      // It was set aside: its last lines are in it, and no more will be.
      await this.#readToEnd();
      await this.#handle?.close();
      this.#handle = next;
      this.#position = 0;
      await this.#readToEnd();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  async #readToEnd(): Promise<void> {
    const handle = this.#handle;
    if (!handle) return;
    const { size } = await handle.stat();
    // Somebody has emptied it: what comes now is new.
    if (size < this.#position) this.#position = 0;
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      const lines = (this.#rest + this.#decoder.write(buffer.subarray(0, bytesRead))).split('\n');
      this.#rest = lines.pop() ?? '';
      if (lines.length > 0) this.#options.onLines(lines);
    }
  }

  /** The file that was begun after the one that is held; null when that is the one that is written. */
  async #next(): Promise<FileHandle | null> {
    if (!this.#handle) return null;
    const { ino } = await this.#handle.stat({ bigint: true });
    if ((await inodeOf(this.#file)) === ino) return null;
    const names = await logFiles(this.#file).catch(() => []);
    const inodes = await Promise.all(names.map(inodeOf));
    const place = inodes.indexOf(ino);
    if (place < 0) {
      const [oldest] = names.slice(-1);
      const handle = oldest === undefined ? null : await openIfThere(oldest);
      if (handle) this.#options.onGap();
      return handle;
    }
    const newer = newerName(this.#file, names[place]);
    const handle = newer === null ? null : await openIfThere(newer);
    // While ours has kept its name nothing was set aside, and what was opened is the one after it. Else: another time.
    if (handle && (await inodeOf(names[place] ?? '')) === ino) return handle;
    await handle?.close();
    return null;
  }
}

/** `station.log.2` → `station.log.1` → `station.log`. */
function newerName(file: string, name: string | undefined): string | null {
  if (name === undefined || name === file) return null;
  const number = Number(name.slice(file.length + 1)) - 1;
  return number === 0 ? file : `${file}.${number}`;
}

function openIfThere(file: string): Promise<FileHandle | null> {
  return open(file, 'r').catch(orNull);
}

async function inodeOf(file: string): Promise<bigint | null> {
  return (await stat(file, { bigint: true }).catch(orNull))?.ino ?? null;
}

function orNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
