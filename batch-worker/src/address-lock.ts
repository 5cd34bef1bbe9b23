import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { instrumentAddress } from '@neurohub/contracts/instrument-address';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';

const MOST_READABLE = 60;

/**
 * The name of the lock that everybody takes who means the instrument at this address, whatever he calls it: readable, and a hash,
 * since not every character can stand in the name of a file. No id begins with `@`. Undefined without a whole address.
 * @param settings with every `${NAME}` filled in
 */
export async function addressLock(settings: Readonly<Record<string, ScalarValue>>): Promise<string | undefined> {
  const address = instrumentAddress(settings);
  if (!address?.isWhole) return undefined;
  const place = address.text.startsWith('/') ? await deviceAt(address.text) : address.text;
  const readable = place.replaceAll(/[^A-Za-z0-9._-]+/g, '_').slice(0, MOST_READABLE);
  return `@${readable}-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`;
}

/** `/dev/serial/by-id/…` is a link to the port. One that is not there cannot be connected: any name will do. */
async function deviceAt(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
