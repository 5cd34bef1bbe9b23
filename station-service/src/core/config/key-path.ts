import { CodedError } from '@neurohub/contracts/errors';
import { batchIds } from './batch-in-text.ts';
import type { Path } from './config-problem.ts';

/**
 * A key as people write it: `server.port`, `batches[batch_1].auto_start`, `batches.batch_1.auto_start`, `batches[0].slot`. A batch is
 * found by its id first, by its number then.
 * @throws VALIDATION_ERROR, BATCH_NOT_FOUND
 */
export function keyPath(key: string, text: string): Path {
  const parts = [...key.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, inBrackets, plain]) => inBrackets ?? plain ?? '');
  const isWhole = /^[^.[\]]+(\.[^.[\]]+|\[[^\]]+\])*$/.test(key);
  if (!isWhole) throw new CodedError('VALIDATION_ERROR', `"${key}" is no key; expected such as batches[b1].auto_start`);
  const [section, batch, ...rest] = parts;
  if (section !== 'batches' || batch === undefined) return withNumbers(parts);
  const ids = batchIds(text);
  const index = ids.includes(batch) ? ids.indexOf(batch) : /^\d+$/.test(batch) ? Number(batch) : -1;
  if (index < 0 || index >= ids.length)
    throw new CodedError('BATCH_NOT_FOUND', `no batch "${batch}" in the file; there are: ${ids.join(', ') || 'none'}`);
  return ['batches', index, ...withNumbers(rest)];
}

/** `cpu_affinity[0]` */
const withNumbers = (parts: readonly string[]): Path => parts.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
