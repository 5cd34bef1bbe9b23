/** Which keys of station.yaml hold a secret. Its place in the file is a `${NAME}`; where it stands there as it is, it is masked. */
import { MASKED } from '@neurohub/contracts/config-rest';
import type { Path } from './config-problem.ts';

const SECRET =
  /(^|_)(password|passwd|passphrase|secret|token|pin|api_?keys?|secret_key|private_key|encryption_key|(password|pin|key)_hash)$/i;
const IS_REFERENCE = /\$\{[A-Za-z_][A-Za-z0-9_]*\}/;

/** Whether this value is a secret written out: the name of its key says so. */
export function isLiteralSecret(path: Path, value: unknown): boolean {
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  // Of a list, the name of the list.
  const key = path.findLast((part) => typeof part === 'string') ?? '';
  return value !== '' && SECRET.test(key) && !IS_REFERENCE.test(String(value));
}

/** The value with every literal secret masked. */
export function masked(value: unknown, path: Path = []): unknown {
  if (isLiteralSecret(path, value)) return MASKED;
  if (Array.isArray(value)) return value.map((item, index) => masked(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, [...path, key])]));
}
