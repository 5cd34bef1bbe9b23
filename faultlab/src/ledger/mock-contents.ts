import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentState } from '@neurohub/contracts/hub-sync';
import type { ExecutionRecord } from '@neurohub/contracts/record';

/** Files as they arrive, part by part, below one folder. */
export class MockContents {
  readonly #dir: string;

  constructor(dir: string) {
    this.#dir = dir;
    mkdirSync(dir, { recursive: true });
  }

  state(sha256: string): ContentState {
    const received = existsSync(this.#path(sha256)) ? statSync(this.#path(sha256)).size : 0;
    const complete = received > 0 && this.#hash(sha256) === sha256;
    return { sha256, received, complete };
  }

  /** Undefined: what is whole is another file, and is thrown away. */
  append(sha256: string, part: Buffer, size: number): ContentState | undefined {
    appendFileSync(this.#path(sha256), part);
    const state = this.state(sha256);
    if (state.received < size || state.complete) return state;
    rmSync(this.#path(sha256));
    return undefined;
  }

  bytes(sha256: string): Buffer {
    return readFileSync(this.#path(sha256));
  }

  /** Of the files that a record names, those that are not there. */
  missing({ steps }: ExecutionRecord): string[] {
    const named = steps.flatMap(({ attachments = [], measurements }) => [
      ...attachments.map(({ sha256 }) => sha256),
      ...measurements.flatMap(({ series }) => (series?.stored === 'file' ? [series.hash] : [])),
    ]);
    return [...new Set(named)].filter((sha256) => !this.state(sha256).complete);
  }

  #path(sha256: string): string {
    return join(this.#dir, sha256);
  }

  #hash(sha256: string): string {
    return createHash('sha256').update(this.bytes(sha256)).digest('hex');
  }
}
