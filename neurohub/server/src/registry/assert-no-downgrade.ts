import { CodedError } from '@neurohub/contracts/errors';
import { lt, valid } from 'semver';

/** What a batch has in use, as its station said last. */
export interface InUse {
  batchId: string;
  version: string | null;
}

/**
 * Going to an older version is never an accident. @param before version that was wanted there until now
 * @throws DOWNGRADE_REFUSED
 */
export function assertNoDowngrade(
  { name, version }: { name: string; version: string },
  { before, inUse }: { before: string | undefined; inUse: readonly InUse[] },
): void {
  const newer = inUse.find((batch) => isOlder(version, batch.version));
  if (newer) throw refusal(name, version, `batch ${newer.batchId} uses ${newer.version}`);
  if (isOlder(version, before)) throw refusal(name, version, `${before} is wanted there`);
}

/** What is no version, such as that of a folder in development, cannot be compared. */
const isOlder = (version: string, than: string | null | undefined): boolean =>
  typeof than === 'string' && valid(than) !== null && lt(version, than);

const refusal = (name: string, version: string, why: string) =>
  new CodedError('DOWNGRADE_REFUSED', `${name} ${version} is older: ${why}`, { details: { name, version } });
