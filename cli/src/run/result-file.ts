import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { ExecutionRecord } from '@neurohub/contracts/record';
import { replaceFile } from '@neurohub/package-kit';

/**
 * Where one execution is kept: its events line by line in `<name>.jsonl` while it is on, the record in `<name>.json` when it is over.
 * A run that dies leaves the events.
 */
export class ResultFile {
  readonly path: string;
  readonly #journal: string;

  /** Makes the folder. `at`: ISO 8601. */
  static async create(
    folder: string,
    { at, serialNumber, id }: { at: string; serialNumber: string; id: string },
  ): Promise<ResultFile> {
    await mkdir(folder, { recursive: true });
    const time = at.replaceAll(':', '-').replace(/\.\d+Z$/, 'Z');
    const serial = serialNumber.replace(/[^\p{L}\p{N}_.-]/gu, '_').slice(0, 60);
    return new ResultFile(join(folder, `${time}-${serial}-${id.slice(0, 8)}`));
  }

  private constructor(base: string) {
    this.path = `${base}.json`;
    this.#journal = `${base}.jsonl`;
  }

  /** After this the events are on the disk. */
  async append(events: readonly RecordEvent[]): Promise<void> {
    const handle = await open(this.#journal, 'a');
    try {
      await handle.writeFile(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async finish(record: ExecutionRecord): Promise<void> {
    await replaceFile(this.path, `${JSON.stringify(record, null, 2)}\n`);
    await rm(this.#journal, { force: true });
  }
}
