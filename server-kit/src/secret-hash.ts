/** Passwords and PINs as they are kept: scrypt, on a thread of its own. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** 32 MB and about a tenth of a second: OWASP's second choice of equal strength. */
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 ** 2 };
const BYTES = 32;

/** `scrypt$<salt>$<hash>` */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64')}$${(await derived(secret, salt)).toString('base64')}`;
}

/** As long for a hash that is not there as for a wrong secret: nobody learns which users there are. */
export async function verifySecret(secret: string, hash: string | undefined): Promise<boolean> {
  const [, salt = '', kept = ''] = hash?.split('$') ?? [];
  const is = await derived(secret, Buffer.from(salt, 'base64'));
  const was = Buffer.from(kept, 'base64');
  return was.length === is.length && timingSafeEqual(was, is);
}

function derived(secret: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, BYTES, COST, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
