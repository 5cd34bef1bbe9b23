import { existsSync } from 'node:fs';
import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Overrides } from '@neurohub/contracts/overrides';
import { overridesText, readOverrides, readOverridesOf, replaceFile } from '@neurohub/package-kit';
import { TaskQueue } from '../batch/task-queue.ts';

/**
 * What this station changes of its packages: one file for each, data/overrides/<name>.yaml, which people may edit too. Whatever is
 * replaced or deleted is kept in data/backups first.
 */
export class OverridesStore {
  readonly #folder: string;
  readonly #backups: string;
  readonly #queue = new TaskQueue();

  constructor({ folder, backups }: { folder: string; backups: string }) {
    this.#folder = folder;
    this.#backups = backups;
  }

  /** As the file says now; undefined when there is none. @throws OVERRIDES_INVALID with line and column. */
  read(name: string): Promise<Overrides | undefined> {
    return readOverridesOf(name, this.#folder);
  }

  /** Whether there are any, be they wrong. */
  has(name: string): boolean {
    return existsSync(this.#fileOf(name));
  }

  /** On the disk when it resolves. Comments of a file edited by hand stay. */
  write(name: string, overrides: Overrides): Promise<void> {
    return this.#queue.add(async () => {
      const file = this.#fileOf(name);
      const isThere = await this.#backUp(name);
      // A file that cannot be read has nothing to keep but its copy.
      const isGood = isThere && (await readOverrides(file).then(isTrue, isFalse));
      const former = isGood ? await readFile(file, 'utf8') : undefined;
      await replaceFile(file, overridesText(overrides, former));
    });
  }

  /** False when there were none. */
  delete(name: string): Promise<boolean> {
    return this.#queue.add(async () => {
      const isThere = await this.#backUp(name);
      if (isThere) await rm(this.#fileOf(name));
      return isThere;
    });
  }

  async #backUp(name: string): Promise<boolean> {
    const stamp = new Date().toISOString().replaceAll(':', '-');
    try {
      await copyFile(this.#fileOf(name), join(this.#backups, `overrides-${name}-${stamp}.yaml`));
      return true;
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return false;
      throw thrown;
    }
  }

  #fileOf(name: string): string {
    return join(this.#folder, `${name}.yaml`);
  }
}

const isTrue = () => true;
const isFalse = () => false;
