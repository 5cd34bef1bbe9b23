import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import type { WantedPackages } from '@neurohub/contracts/hub-registry';
import { killPoint } from '@neurohub/contracts/kill-point';
import { MAX_ARCHIVE_BYTES } from '@neurohub/package-kit';
import type { HubClient } from '../hub-client.ts';
import type { Failed } from '../outcome.ts';

/** Of one request: it has to arrive within `backend.timeouts.total` on a slow line, too. */
const PART_BYTES = 256 * 1024;
/** Between two parts while something is tested: what is left of the line and of the disk is for that. */
const PAUSE_WHILE_TESTING_MS = 250;
/** What an answer may have besides. */
const ROOM_BYTES = 1024;

export type WantedPackage = WantedPackages['packages'][number];

export interface ArchiveCacheParts {
  folder: string;
  hub: Pick<HubClient, 'askBytes'>;
  /** Something is tested just now. */
  isTesting(): boolean;
  /** @throws DISK_FULL */
  assertRoom(): Promise<void>;
  /** Waits, unless the station ends. */
  pause(ms: number): Promise<void>;
  isClosing(): boolean;
}

/**
 * Archives that were downloaded and are not installed yet: `<hash>.tar`, and `<hash>.part` while one arrives, which goes on where it was
 * cut off, whatever cut it off.
 */
export class ArchiveCache {
  readonly #parts: ArchiveCacheParts;

  constructor(parts: ArchiveCacheParts) {
    this.#parts = parts;
  }

  file({ archiveSha256 }: Pick<WantedPackage, 'archiveSha256'>): string {
    return join(this.#parts.folder, `${archiveSha256}.tar`);
  }

  async has(wanted: WantedPackage): Promise<boolean> {
    return (await sizeOf(this.file(wanted))) === wanted.size;
  }

  /** Bytes that are there. */
  async received(wanted: WantedPackage): Promise<number> {
    return (await this.has(wanted)) ? wanted.size : Math.min(await sizeOf(this.#part(wanted)), wanted.size);
  }

  /**
   * Gets the rest of it; null when it is there as a whole and what it should be. Nobody else may call meanwhile. @throws DISK_FULL;
   * PACKAGE_HASH_MISMATCH when it was got anew from the beginning, and is something else still; PAYLOAD_TOO_LARGE
   */
  async download(wanted: WantedPackage): Promise<Failed | null> {
    if (wanted.size > MAX_ARCHIVE_BYTES)
      throw new CodedError(
        'PAYLOAD_TOO_LARGE',
        `${wanted.name} ${wanted.version} has ${wanted.size} bytes; an archive has at most ${MAX_ARCHIVE_BYTES}`,
      );
    await mkdir(this.#parts.folder, { recursive: true });
    for (let isAnew = (await this.received(wanted)) === 0; ; isAnew = true) {
      const failed = await this.#rest(wanted);
      if (failed) return failed;
      if ((await hashOf(this.#part(wanted))) === wanted.archiveSha256) break;
      await this.drop(wanted);
      if (!isAnew) continue;
      const message = `what NeuroHub sent as ${wanted.name} ${wanted.version} has another SHA-256 than it said`;
      throw new CodedError('PACKAGE_HASH_MISMATCH', message, { details: { archiveSha256: wanted.archiveSha256 } });
    }
    await rename(this.#part(wanted), this.file(wanted));
    return null;
  }

  async drop(wanted: Pick<WantedPackage, 'archiveSha256'>): Promise<void> {
    await Promise.all([this.file(wanted), this.#part(wanted)].map((file) => rm(file, { force: true })));
  }

  /** Whatever is of none of these. */
  async keepOnly(wanted: readonly WantedPackage[]): Promise<void> {
    const { folder } = this.#parts;
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const old = names.filter((name) => !wanted.some(({ archiveSha256 }) => name.startsWith(archiveSha256)));
    await Promise.all(old.map((name) => rm(join(folder, name), { force: true })));
  }

  async #rest(wanted: WantedPackage): Promise<Failed | null> {
    const { isTesting, assertRoom, pause, isClosing } = this.#parts;
    await using handle = await open(this.#part(wanted), 'a', 0o600);
    let { size: from } = await handle.stat();
    if (from > wanted.size) await handle.truncate(0);
    for (from = from > wanted.size ? 0 : from; from < wanted.size; ) {
      await assertRoom();
      const part = await this.#askPart(wanted, from);
      if (part.kind !== 'ok') return part;
      await handle.appendFile(part.data);
      from += part.data.length;
      killPoint('service:package-part');
      if (isTesting()) await pause(PAUSE_WHILE_TESTING_MS);
      if (isClosing()) return STATION_ENDS;
    }
    await handle.sync();
    return null;
  }

  async #askPart(wanted: WantedPackage, from: number) {
    const { name, version, archiveSha256, size } = wanted;
    const to = Math.min(from + PART_BYTES, size) - 1;
    const came = await this.#parts.hub.askBytes(
      {
        path: `/api/sequences/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}/archive`,
        headers: { range: `bytes=${from}-${to}`, 'if-range': `"${archiveSha256}"`, accept: 'application/x-tar' },
      },
      PART_BYTES + ROOM_BYTES,
    );
    if (came.kind !== 'ok') return came;
    const { status, bytes } = came.data;
    if (status === 206 && bytes.length === to - from + 1) return { kind: 'ok' as const, data: bytes };
    // A small one may come as a whole; anything else is another archive than the one that was announced.
    if (status === 200 && from === 0 && bytes.length === size) return { kind: 'ok' as const, data: bytes };
    return notThePart;
  }

  #part({ archiveSha256 }: Pick<WantedPackage, 'archiveSha256'>): string {
    return join(this.#parts.folder, `${archiveSha256}.part`);
  }
}

const notThePart: Failed = {
  kind: 'retry',
  problem: {
    code: 'BACKEND_NOT_UNDERSTOOD',
    message: 'another part of the archive came than was asked for',
    next: 'Nothing to do: the station asks again what is wanted.',
  },
};
/** What keeps anything from going on once the station ends. */
export const STATION_ENDS: Failed = {
  kind: 'retry',
  problem: { code: 'SHUTTING_DOWN', message: 'the station ends', next: 'Nothing to do: it goes on at the next start.' },
};

async function sizeOf(file: string): Promise<number> {
  const facts = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return facts?.size ?? 0;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
