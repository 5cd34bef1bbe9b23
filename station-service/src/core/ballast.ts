/**
 * Room that is kept for the day on which the disk is full: a file that is given up then, so that what runs can be ended and stored.
 * Without it not even rows could be deleted.
 */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { diskSpaceOf } from './disk-space.ts';

const CHUNK_BYTES = 1024 ** 2;

export interface BallastOptions {
  folder: string;
  file: string;
  /** 0: none is kept. */
  bytes: number;
  /** What has to stay free beside it. */
  minFreeBytes: number;
}

export class Ballast {
  readonly #options: BallastOptions;
  #isSpent = false;
  #spends = 0;
  #underWay: Promise<void> | null = null;

  constructor(options: BallastOptions) {
    this.#options = options;
  }

  /** The disk was full, and the room has not been taken back since. */
  get isSpent(): boolean {
    return this.#isSpent;
  }

  /** The disk is full: gives the room back, at once. May be called again. @throws Error of the file system */
  spend(): void {
    if (this.#options.bytes === 0) return;
    this.#isSpent = true;
    this.#spends += 1;
    rmSync(this.#options.file, { force: true });
  }

  /** Takes the room (again) as soon as there is enough. Calls at the same time share one try. @throws Error of the file system */
  async restore(): Promise<void> {
    this.#underWay ??= this.#restore().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  async #restore(): Promise<void> {
    const { folder, file, bytes, minFreeBytes } = this.#options;
    if ((await sizeOf(file)) === bytes) return;
    await rm(file, { force: true });
    if (bytes === 0 || (await diskSpaceOf(folder)).freeBytes < minFreeBytes + bytes) return;
    const spends = this.#spends;
    try {
      await this.#fill(() => spends === this.#spends);
    } catch (thrown) {
      await rm(file, { force: true });
      throw thrown;
    }
    // Spent meanwhile: the name is gone, and with the handle the room.
    if (spends === this.#spends) this.#isSpent = false;
  }

  /** With bytes that no file system can leave out or compress. */
  async #fill(isWanted: () => boolean): Promise<void> {
    const { file, bytes } = this.#options;
    const handle = await open(file, 'w');
    try {
      for (let written = 0; written < bytes && isWanted(); written += CHUNK_BYTES)
        await handle.write(randomBytes(Math.min(CHUNK_BYTES, bytes - written)));
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

const sizeOf = (file: string) =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
