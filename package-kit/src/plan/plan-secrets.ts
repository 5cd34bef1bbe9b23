import { CodedError } from '@neurohub/contracts/errors';
import type { ExecutionPlan } from '@neurohub/contracts/record';

const REFERENCE = /\$\{([^}]*)\}/g;

/**
 * The values of every `${NAME}` in the hardware of a plan: they travel beside the plan, which is stored without them.
 * @throws CodedError PARAMETER_INVALID naming those that the environment does not have
 */
export function planSecrets(
  hardware: ExecutionPlan['hardware'],
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const values: Record<string, string> = {};
  const missing = new Set<string>();
  for (const text of textsIn(hardware))
    for (const [, name = ''] of text.matchAll(REFERENCE)) {
      const found = env[name];
      if (found === undefined) missing.add(name);
      else values[name] = found;
    }
  if (missing.size === 0) return values;
  const names = [...missing];
  const message = `the hardware needs environment variables that are not set: ${names.join(', ')}`;
  throw new CodedError('PARAMETER_INVALID', message, { details: { missing: names } });
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
