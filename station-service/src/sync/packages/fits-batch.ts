import { isCodedError } from '@neurohub/contracts/errors';
import type { ManifestParameter } from '@neurohub/contracts/manifest';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { type PlanSources, resolvePlan } from '@neurohub/package-kit';

/**
 * That a test of this batch could be accepted with this version: its parameters, hardware, limits and overrides are those that the
 * package knows. What a person gives with each start is taken as given. Pure.
 * @throws PARAMETER_INVALID, LIMITS_INVALID, SIMULATOR_MISSING, OVERRIDES_STALE and the other refusals of a start
 */
export function assertFitsBatch(
  { manifest, definition, compiled }: Pick<PlanSources, 'manifest' | 'definition' | 'compiled'>,
  { batch, overrides }: Pick<PlanSources, 'batch' | 'overrides'>,
): void {
  const given = Object.entries(manifest.parameters).filter(
    ([name, { required, default: usual }]) => required && usual == null && !Object.hasOwn(batch.parameters, name),
  );
  const parameters = Object.fromEntries(given.map(([name, declared]) => [name, someValue(declared)]));
  try {
    resolvePlan({ manifest, definition, compiled, batch, request: { parameters }, overrides });
  } catch (thrown) {
    // The limits of a variant that a person chooses.
    if (given.length > 0 && isCodedError(thrown) && thrown.code === 'LIMITS_INVALID') return;
    throw thrown;
  }
}

function someValue({ type, options, min, max }: ManifestParameter): ScalarValue {
  const [first] = options ?? [];
  if (first !== undefined) return first;
  if (type === 'boolean') return false;
  return type === 'string' ? 'any' : (min ?? max ?? 0);
}
