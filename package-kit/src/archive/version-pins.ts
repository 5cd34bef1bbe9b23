import { readFile } from 'node:fs/promises';
import { CodedError } from '@neurohub/contracts/errors';
import { idSchema } from '@neurohub/contracts/record';
import * as z from 'zod';
import { replaceFile } from '../replace-file.ts';

export const versionPinSchema = z.strictObject({ name: z.string(), id: z.string() });
/** A version of an installed package, by its id, in place of the one in use. */
export type VersionPin = z.infer<typeof versionPinSchema>;

const fileSchema = z.strictObject({ formatVersion: z.literal(1), batches: z.record(idSchema, versionPinSchema) });

/**
 * Batches that have a version of their own because NeuroHub wants it for them alone: `<data>/package-pins.json`. Every other batch has the
 * version in use. A pin counts only as long as its batch uses that package. Read each time: a command may have changed it.
 */
export class VersionPins {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** By batch. @throws CONFIG_INVALID when the file is damaged: nobody is given another version on a guess */
  async all(): Promise<ReadonlyMap<string, VersionPin>> {
    const text = await readFile(this.#file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (text === null) return new Map();
    try {
      return new Map(Object.entries(fileSchema.parse(JSON.parse(text)).batches));
    } catch (cause) {
      const message = `${this.#file} is damaged: remove it, and every batch has the version in use again`;
      throw new CodedError('CONFIG_INVALID', message, { cause });
    }
  }

  async of(batchId: string): Promise<VersionPin | undefined> {
    return (await this.all()).get(batchId);
  }

  /** On disk when it resolves. What runs is not touched: the batch takes it when it starts the next time. Null takes the pin off. */
  async set(batchId: string, pin: VersionPin | null): Promise<void> {
    const pins = new Map(await this.all());
    if (pin === null) pins.delete(batchId);
    else pins.set(batchId, pin);
    await this.#write(pins);
  }

  /** Every batch has the version of this package that is in use. Gives those that had one of their own. */
  async takeOff(name: string): Promise<string[]> {
    const pins = await this.all();
    const others = new Map([...pins].filter(([, pin]) => pin.name !== name));
    if (others.size < pins.size) await this.#write(others);
    return [...pins.keys()].filter((batchId) => !others.has(batchId));
  }

  #write(pins: ReadonlyMap<string, VersionPin>): Promise<void> {
    const content = { formatVersion: 1, batches: Object.fromEntries(pins) };
    return replaceFile(this.#file, `${JSON.stringify(content, null, 2)}\n`);
  }
}
