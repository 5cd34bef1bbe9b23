import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type ContentState, contentStateSchema, HUB_PATHS, MAX_CONTENT_PART_BYTES } from '@neurohub/contracts/hub-sync';
import type { Clock } from '../core/clock.ts';
import type { WaitingContent } from '../storage/contents.ts';
import type { Storage } from '../storage/storage.ts';
import type { HubClient } from './hub-client.ts';
import type { LaneTurn } from './lane.ts';
import type { LaneCounts } from './lane-counts.ts';
import { type Failed, notAnswered, type Outcome, problemOf, type SyncProblem } from './outcome.ts';

const LEAST_PART_BYTES = 64 * 1024;
const FIRST_PART_BYTES = 1024 * 1024;
/** A part that takes longer is followed by a smaller one, and one that takes less than a fifth of it by a larger one. */
const PART_MS = 5000;

export interface ContentSenderParts {
  client: Pick<HubClient, 'ask'>;
  stationId: string;
  storage: Pick<Storage, 'waitingContents' | 'contentPath' | 'contentArrived' | 'contentFailed' | 'contentRefused'>;
  counts: LaneCounts;
  clock: Clock;
  onSettled: () => void;
}

/**
 * Sends the files that NeuroHub asked for, one after the other, part by part from the disk: from where it has them, whoever sent the
 * beginning. A file that cannot be sent goes behind the others; one that is not what it was is quarantined with its result.
 */
export class ContentSender {
  readonly #parts: ContentSenderParts;
  #partBytes = FIRST_PART_BYTES;
  /** Ends after the part that is under way. */
  #isClosing = false;

  constructor(parts: ContentSenderParts) {
    this.#parts = parts;
  }

  close(): void {
    this.#isClosing = true;
  }

  async turn(): Promise<LaneTurn> {
    const { storage, counts, clock, onSettled } = this.#parts;
    const [content] = await storage.waitingContents(1);
    if (!content) return 'idle';
    const came = await this.#sendFile(content).catch(async (thrown: unknown) => {
      // What cannot be read now keeps no other file waiting.
      await storage.contentFailed(content);
      throw thrown;
    });
    if (came === 'arrived') {
      await storage.contentArrived(content);
      counts.add('attachments', 1, clock.wallIso());
      onSettled();
      return 'more';
    }
    if (came === 'stopped') return 'idle';
    if ('refused' in came) {
      await this.#refuse(content, came.refused);
      return 'more';
    }
    await storage.contentFailed(content);
    counts.retries.attachments += 1;
    return came;
  }

  async #refuse({ executionId, sha256, file }: WaitingContent, { code, message }: SyncProblem): Promise<void> {
    const { storage, counts, clock, onSettled } = this.#parts;
    const problem = { code, message: `file ${file}: ${message}`, at: clock.wallIso() };
    await storage.contentRefused({ executionId, sha256, problem });
    counts.quarantined += 1;
    onSettled();
  }

  async #sendFile(content: WaitingContent): Promise<'arrived' | 'stopped' | { refused: SyncProblem } | Failed> {
    const path = this.#parts.storage.contentPath(content);
    let handle: FileHandle;
    try {
      handle = await open(path, 'r');
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
      return { refused: problemOf('ATTACHMENT_NOT_FOUND', 'it is not there any more') };
    }
    try {
      const state = await this.#stateOf(content);
      if (state.kind !== 'ok') return judged(state);
      return await this.#sendParts(content, { handle, state: state.data, path });
    } finally {
      await handle.close();
    }
  }

  async #sendParts(
    content: WaitingContent,
    { handle, state, path }: { handle: FileHandle; state: ContentState; path: string },
  ): Promise<'arrived' | 'stopped' | { refused: SyncProblem } | Failed> {
    let at = state;
    for (let corrections = 0; ; ) {
      if (at.complete) return 'arrived';
      if (this.#isClosing) return 'stopped';
      if ((await handle.stat()).size !== content.bytes)
        return { refused: problemOf('STORAGE_FAILED', `it had ${content.bytes} bytes when it was stored`) };
      const outcome = await this.#sendPart(content, handle, at.received);
      if (outcome.kind === 'ok') {
        if (!outcome.data.complete && outcome.data.received <= at.received) return NO_PROGRESS;
        at = outcome.data;
        continue;
      }
      const elsewhere = outcome.kind === 'conflict' ? contentStateSchema.safeParse(outcome.details).data : undefined;
      if (elsewhere && corrections < 3) {
        // Another one has sent a part meanwhile.
        corrections += 1;
        at = elsewhere;
        continue;
      }
      if (outcome.kind === 'poison' && outcome.problem.code === 'CONTENT_HASH' && (await isWhole(path, content.sha256)))
        return { ...outcome, kind: 'retry', isWord: true };
      return judged(outcome);
    }
  }

  #stateOf({ sha256 }: WaitingContent): Promise<Outcome<ContentState>> {
    const { client, stationId } = this.#parts;
    return client.ask({ path: HUB_PATHS.content(stationId, sha256) }, contentStateSchema);
  }

  async #sendPart(content: WaitingContent, handle: FileHandle, offset: number): Promise<Outcome<ContentState>> {
    const { client, stationId, clock, counts } = this.#parts;
    const part = Buffer.alloc(Math.min(this.#partBytes, Math.max(0, content.bytes - offset)));
    const { bytesRead } = await handle.read(part, 0, part.length, offset);
    const begun = clock.monotonicMs();
    const outcome = await client.ask(
      {
        ...{ path: HUB_PATHS.content(stationId, content.sha256), method: 'PATCH', bytes: part.subarray(0, bytesRead) },
        headers: {
          'x-content-offset': String(offset),
          'x-content-size': String(content.bytes),
          'x-execution-id': content.executionId,
        },
      },
      contentStateSchema,
    );
    this.#learn(outcome.kind === 'ok' ? clock.monotonicMs() - begun : null);
    if (outcome.kind === 'ok') counts.fileBytes += bytesRead;
    return outcome;
  }

  /** @param tookMs null: it did not get through */
  #learn(tookMs: number | null): void {
    if (tookMs === null || tookMs > PART_MS) this.#partBytes = Math.max(LEAST_PART_BYTES, this.#partBytes / 2);
    else if (tookMs < PART_MS / 5) this.#partBytes = Math.min(MAX_CONTENT_PART_BYTES, this.#partBytes * 2);
  }
}

const NO_PROGRESS = notAnswered('a part of a file was taken, and the answer does not count it');

/** Poison is about this file; anything else is tried again. */
function judged(outcome: Exclude<Outcome<ContentState>, { kind: 'ok' }>): { refused: SyncProblem } | Failed {
  return outcome.kind === 'poison' ? { refused: outcome.problem } : outcome;
}

/** Whether the file is what its name says: else it was damaged here, and is no use to anybody. */
async function isWhole(path: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex') === sha256;
}
