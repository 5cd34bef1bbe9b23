/** Whose packages a station accepts: one file per public key in a folder of the station's data. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { hashSchema } from '@neurohub/contracts/record';
import * as z from 'zod';
import { replaceFile } from '../replace-file.ts';
import { keyIdOf, readPublicKey } from './signatures.ts';

const trustedKeySchema = z.strictObject({
  keyId: hashSchema,
  name: z.string().min(1).max(100).describe('whose key it is, for people'),
  publicKey: z.string().max(1_000).describe('PEM'),
});
export type TrustedKey = z.infer<typeof trustedKeySchema>;

const SHORTEST_KEY_ID = 8;

export class TrustStore {
  readonly #folder: string;

  /** `folder` is made by the first {@link add}. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Adding a key again gives it the new name. Throws KEY_INVALID. */
  async add(publicPem: string, name: string, place = name): Promise<TrustedKey> {
    const key = readPublicKey(publicPem, place);
    const publicKey = key.export({ type: 'spki', format: 'pem' }).toString();
    const trusted = trustedKeySchema.parse({ keyId: keyIdOf(key), name, publicKey });
    await mkdir(this.#folder, { recursive: true });
    await replaceFile(this.#file(trusted.keyId), `${JSON.stringify(trusted, null, 2)}\n`);
    return trusted;
  }

  /** By name. Throws KEY_INVALID naming a file that is damaged: a station that quietly trusts fewer keys is hard to understand. */
  async list(): Promise<TrustedKey[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const files = names.filter((name) => name.endsWith('.json'));
    const keys = await Promise.all(files.map((file) => this.#read(file)));
    return keys.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** `keyId` may be its beginning. Throws KEY_NOT_FOUND unless exactly one key is meant. */
  async remove(keyId: string): Promise<TrustedKey> {
    const keys = await this.list();
    const [found, ...others] = keys.filter((key) => key.keyId.startsWith(keyId));
    if (!found || others.length > 0 || keyId.length < SHORTEST_KEY_ID)
      throw new CodedError(
        'KEY_NOT_FOUND',
        `expected the id of one trusted key, or its first 8 digits; got "${keyId}"`,
      );
    await rm(this.#file(found.keyId));
    return found;
  }

  async #read(file: string): Promise<TrustedKey> {
    const place = join(this.#folder, file);
    try {
      const key = trustedKeySchema.parse(JSON.parse(await readFile(place, 'utf8')));
      if (file === `${key.keyId}.json` && keyIdOf(readPublicKey(key.publicKey, place)) === key.keyId) return key;
    } catch (cause) {
      throw new CodedError('KEY_INVALID', `${place} is damaged`, { cause });
    }
    throw new CodedError('KEY_INVALID', `${place} holds another key than its name says`);
  }

  readonly #file = (keyId: string): string => join(this.#folder, `${keyId}.json`);
}
