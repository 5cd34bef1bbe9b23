import { readFile } from 'node:fs/promises';
import { CodedError } from '@neurohub/contracts/errors';
import { idSchema } from '@neurohub/contracts/record';
import { replaceFile } from '@neurohub/package-kit';
import * as z from 'zod';

const pinSchema = z.strictObject({ name: z.string(), id: z.string() });
/** A version of an installed package, by its id, in place of the one in use. */
export type VersionPin = z.infer<typeof pinSchema>;

const fileSchema = z.strictObject({ formatVersion: z.literal(1), batches: z.record(idSchema, pinSchema) });

/**
 * Batches that have a version of their own because NeuroHub wants it for them alone: `<data>/package-pins.json`. Every other batch has the
 * version in use. A pin counts only as long as its batch uses that package.
 */
export class VersionPins {
  readonly #file: string;
  #pins: Readonly<Record<string, VersionPin>>;

  /** @throws CONFIG_INVALID when the file is damaged: nobody is given another version on a guess */
  static async open(file: string): Promise<VersionPins> {
    return new VersionPins(file, await readPins(file));
  }

  private constructor(file: string, pins: Readonly<Record<string, VersionPin>>) {
    this.#file = file;
    this.#pins = pins;
  }

  of(batchId: string): VersionPin | undefined {
    return Object.hasOwn(this.#pins, batchId) ? this.#pins[batchId] : undefined;
  }

  /** On disk when it resolves. What runs is not touched: the batch takes it when it starts the next time. Null takes the pin off. */
  async set(batchId: string, pin: VersionPin | null): Promise<void> {
    const { [batchId]: _before, ...others } = this.#pins;
    const batches = pin === null ? others : { ...others, [batchId]: pin };
    await replaceFile(this.#file, `${JSON.stringify({ formatVersion: 1, batches }, null, 2)}\n`);
    this.#pins = batches;
  }
}

async function readPins(file: string): Promise<Readonly<Record<string, VersionPin>>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return {};
  try {
    return fileSchema.parse(JSON.parse(text)).batches;
  } catch (cause) {
    const message = `${file} is damaged: remove it, and every batch has the version in use again`;
    throw new CodedError('CONFIG_INVALID', message, { cause });
  }
}
