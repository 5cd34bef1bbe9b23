import { verifySecret as verifyKept } from '@neurohub/server-kit/secret-hash';
import bcrypt from 'bcryptjs';

export { hashSecret } from '@neurohub/server-kit/secret-hash';

/** As the kit does it, and bcrypt too, where station.yaml brings such a hash. */
export async function verifySecret(secret: string, hash: string | undefined): Promise<boolean> {
  // bcrypt cuts at 72 bytes: two long secrets would be one.
  if (hash?.startsWith('$2')) return Buffer.byteLength(secret) <= 72 && bcrypt.compare(secret, hash);
  return verifyKept(secret, hash);
}
