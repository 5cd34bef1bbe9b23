import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ASSETS_FOLDER, imageType, MAX_IMAGE_BYTES, type PromptImage } from '@neurohub/contracts/prompt-image';

/** The pictures of the package. Each is read once: its files never change while it is loaded. */
export class PackageImages {
  readonly #dir: string;
  readonly #known = new Map<string, PromptImage>();

  /** @param dir folder of the compiled package */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** @throws TypeError, RangeError for what is no picture of the package that can be shown */
  find(path: string): PromptImage {
    const known = this.#known.get(path);
    if (known) return known;
    const image = this.#read(path);
    this.#known.set(path, image);
    return image;
  }

  #read(path: string): PromptImage {
    const inside = posix.normalize(path);
    if (!inside.startsWith(`${ASSETS_FOLDER}/`))
      throw new TypeError(`a picture is a file below ${ASSETS_FOLDER}/ of the package, got "${path}"`);
    const file = join(this.#dir, inside);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) throw new TypeError(`the package has no file "${inside}"`);
    if (size > MAX_IMAGE_BYTES)
      throw new RangeError(`a picture has at most ${MAX_IMAGE_BYTES / 1024 ** 2} MB, "${inside}" has ${size} bytes`);
    const content = readFileSync(file);
    const mimeType = imageType(content);
    if (!mimeType) throw new TypeError(`a picture is a PNG or JPEG, "${inside}" is neither`);
    return { sha256: createHash('sha256').update(content).digest('hex'), mimeType };
  }
}
