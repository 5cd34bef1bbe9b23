import { readFile } from 'node:fs/promises';
import { CodedError } from '@neurohub/contracts/errors';
import { type SavedFilter, savedFilterSchema } from '@neurohub/contracts/saved-filters-rest';
import { replaceFile } from '@neurohub/package-kit';
import * as z from 'zod';
import type { Logger } from './logger.ts';

/** `people`: by name of who is signed in. `station`: of a station that knows nobody. */
const fileSchema = z.strictObject({
  version: z.literal(1),
  station: z.array(savedFilterSchema),
  people: z.record(z.string(), z.array(savedFilterSchema)),
});
type FilterFile = z.output<typeof fileSchema>;

const MOST = 50;

/** Filters of the results, each under a name: those of a person, or of the station while it knows nobody. */
export class SavedFilters {
  readonly #file: string;
  #content: FilterFile;
  /** One change at a time. */
  #last: Promise<unknown> = Promise.resolve();

  /** A file that cannot be read is as none: it holds nothing that a test needs. */
  static async open(file: string, log: Pick<Logger, 'warn'>): Promise<SavedFilters> {
    const none: FilterFile = { version: 1, station: [], people: {} };
    const text = await readFile(file, 'utf8').catch(() => null);
    if (text === null) return new SavedFilters(file, none);
    try {
      return new SavedFilters(file, fileSchema.parse(JSON.parse(text)));
    } catch (err) {
      log.warn({ err, file }, 'the saved filters cannot be read: there are none');
      return new SavedFilters(file, none);
    }
  }

  private constructor(file: string, content: FilterFile) {
    this.#file = file;
    this.#content = content;
  }

  /** By name. @param owner null: the station */
  of(owner: string | null): SavedFilter[] {
    const { station, people } = this.#content;
    const found = owner === null ? station : Object.hasOwn(people, owner) ? people[owner] : undefined;
    return found ?? [];
  }

  /** Takes the place of one with the same name. @throws CodedError TOO_MANY_FILTERS */
  save(owner: string | null, filter: SavedFilter): Promise<SavedFilter[]> {
    return this.#change(owner, (filters) => {
      const others = filters.filter(({ name }) => name !== filter.name);
      if (others.length < MOST) return [...others, filter].sort((a, b) => a.name.localeCompare(b.name));
      throw new CodedError('TOO_MANY_FILTERS', `there are ${MOST} filters already`);
    });
  }

  /** @throws CodedError FILTER_NOT_FOUND */
  remove(owner: string | null, name: string): Promise<SavedFilter[]> {
    return this.#change(owner, (filters) => {
      const others = filters.filter((one) => one.name !== name);
      if (others.length < filters.length) return others;
      throw new CodedError('FILTER_NOT_FOUND', `no filter "${name}"`);
    });
  }

  #change(owner: string | null, change: (filters: SavedFilter[]) => SavedFilter[]): Promise<SavedFilter[]> {
    const changed = this.#last.then(async () => {
      const filters = change(this.of(owner));
      const { station, people } = this.#content;
      const content: FilterFile = {
        version: 1,
        station: owner === null ? filters : station,
        people: owner === null ? people : { ...people, [owner]: filters },
      };
      await replaceFile(this.#file, `${JSON.stringify(content, null, 1)}\n`);
      this.#content = content;
      return filters;
    });
    this.#last = changed.catch(() => undefined);
    return changed;
  }
}
