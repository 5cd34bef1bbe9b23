/** Where bulk exports are: data/exports/<id>/, with what is known of each in export.json beside its file. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExportView, exportViewSchema } from '@neurohub/contracts/exports-rest';
import { writeDurably } from '../core/durable-files.ts';

const FACTS = 'export.json';

export class ExportFolder {
  readonly #dir: string;

  /** @param dir is made when it is needed */
  constructor(dir: string) {
    this.#dir = dir;
  }

  fileOf({ id, fileName }: Pick<ExportView, 'id' | 'fileName'>): string {
    return join(this.#dir, id, fileName);
  }

  async save(view: ExportView): Promise<void> {
    await mkdir(join(this.#dir, view.id), { recursive: true, mode: 0o700 });
    await writeDurably(join(this.#dir, view.id, FACTS), `${JSON.stringify(view, null, 1)}\n`);
  }

  /** Newest first. What cannot be read is none: a half of an export helps nobody. */
  async load(): Promise<ExportView[]> {
    const names = await readdir(this.#dir).catch((): string[] => []);
    const found: ExportView[] = [];
    for (const name of names) {
      const text = await readFile(join(this.#dir, name, FACTS), 'utf8').catch(() => 'null');
      const parsed = exportViewSchema.safeParse(jsonOf(text));
      if (parsed.success) found.push(parsed.data);
      else await this.remove(name);
    }
    return found.sort((a, b) => (a.begunAt < b.begunAt ? 1 : -1));
  }

  /** The file only; what is known of it stays. */
  async removeFile(view: ExportView): Promise<void> {
    await rm(this.fileOf(view), { force: true });
    await rm(`${this.fileOf(view)}.rows`, { force: true });
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.#dir, id), { recursive: true, force: true });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
