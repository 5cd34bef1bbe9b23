import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StationConfig } from '@neurohub/contracts/config';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { SentExecution } from '../storage/sent-executions.ts';
import type { CareQueue } from './care-queue.ts';

/** Every folder of results is looked into. */
const EVERY_MS = 3_600_000;

export interface RetentionParts {
  dataDir: string;
  config(): Pick<StationConfig['storage'], 'retention'>;
  store: { sentExecutions(): Promise<SentExecution[]> };
  /** Instruments that this execution has left armed. */
  armedBy(executionId: string): Promise<readonly unknown[]>;
  queue: CareQueue;
  clock: Pick<Clock, 'wallIso'>;
  log: Pick<Logger, 'info'>;
}

interface Candidate extends SentExecution {
  folder: string;
  bytes: number;
}

/**
 * Deletes files of results (large series, attachments) that are old, or too many: only of executions that have ended, that have nothing
 * armed, and of which NeuroHub has everything. Records stay: they are small, and each is proof of the ones around it.
 */
export class Retention {
  readonly #parts: RetentionParts;
  #doneMs: number | null = null;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** Does what is due. @throws CodedError of the storage, Error of the file system; nothing that is left is half deleted for good */
  async tend(): Promise<void> {
    const { contentMs, contentMaxBytes } = this.#parts.config().retention;
    if (contentMs === undefined && contentMaxBytes === undefined) return;
    const now = Date.parse(this.#parts.clock.wallIso());
    if (this.#doneMs !== null && Math.abs(now - this.#doneMs) < EVERY_MS) return;
    await this.#parts.queue.run('retention', async () => {
      const results = join(this.#parts.dataDir, 'results');
      const { total, candidates } = await this.#look(results);
      let left = total;
      for (const { id, endedAt, folder, bytes } of candidates) {
        const isOld = contentMs !== undefined && now - Date.parse(endedAt) > contentMs;
        const isTooMuch = contentMaxBytes !== undefined && left > contentMaxBytes;
        if (!isOld && !isTooMuch) continue;
        await rm(folder, { recursive: true, force: true });
        left -= bytes;
        this.#parts.log.info({ executionId: id, bytes, isOld }, 'files of a result were deleted: NeuroHub has them');
      }
    });
    this.#doneMs = now;
  }

  /** What there is, and what of it may go, oldest first. A folder that no execution knows is left alone. */
  async #look(results: string): Promise<{ total: number; candidates: Candidate[] }> {
    const sizes = new Map<string, number>();
    for (const id of await readdir(results)) sizes.set(id, await bytesIn(join(results, id)));
    const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
    const candidates: Candidate[] = [];
    for (const sent of await this.#parts.store.sentExecutions()) {
      const bytes = sizes.get(sent.id);
      if (bytes === undefined || (await this.#parts.armedBy(sent.id)).length > 0) continue;
      candidates.push({ ...sent, bytes, folder: join(results, sent.id) });
    }
    return { total, candidates };
  }
}

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  let sum = 0;
  for (const entry of entries) if (entry.isFile()) sum += (await stat(join(entry.parentPath, entry.name))).size;
  return sum;
}
