/** The pictures that prompts show: files of the package, below `assets/`. Free of any library. */
import type { Prompt } from './record.ts';

export const ASSETS_FOLDER = 'assets';

export const MAX_IMAGE_BYTES = 4 * 1024 * 1024;

export type PromptImage = NonNullable<Prompt['image']>;

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];

/** By its first bytes, whatever it is called: PNG or JPEG, else null. SVG is none: it can hold scripts. */
export function imageType(content: Uint8Array): 'image/png' | 'image/jpeg' | null {
  const beginsWith = (signature: readonly number[]) => signature.every((byte, i) => content[i] === byte);
  if (beginsWith(PNG)) return 'image/png';
  return beginsWith(JPEG) ? 'image/jpeg' : null;
}
