import { CodedError } from '@neurohub/contracts/errors';
import { DEFAULT_VARIANT, type LimitsFile } from '@neurohub/contracts/limits-file';
import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';

/**
 * The limits that hold for these parameters.
 * @throws CodedError LIMITS_INVALID when a measurement has none for the variant: recorded without a limit it would pass unseen
 */
export function resolveLimits(
  file: LimitsFile,
  parameters: Readonly<Record<string, ScalarValue>>,
): NonNullable<ExecutionPlan['limits']> {
  const { version, hash, variantParameter } = file;
  const variant = variantOf(file, parameters);
  const chosen = Object.entries(file.limits).map(([name, variants]) => ({
    name,
    limits: limitsOfVariant(variants, variant),
  }));
  const missing = chosen.filter(({ limits }) => limits === undefined).map(({ name }) => name);
  if (missing.length > 0)
    throw new CodedError(
      'LIMITS_INVALID',
      `limits.yaml ${version} has no limits for ${variantParameter} "${variant}", and no default, for: ${missing.join(', ')}`,
      { details: { variantParameter, variant, measurements: missing } },
    );
  const byName = Object.fromEntries(chosen.map(({ name, limits = [] }) => [name, limits]));
  return { version, hash, variant, byName };
}

const own = <T>(record: Record<string, T>, key: string) => (Object.hasOwn(record, key) ? record[key] : undefined);

/** Which variant these parameters mean. */
export function variantOf({ variantParameter }: LimitsFile, parameters: Readonly<Record<string, ScalarValue>>): string {
  return variantParameter === undefined ? DEFAULT_VARIANT : String(parameters[variantParameter]);
}

/** The limits of a measurement for the variant, or the default; undefined when it has neither. */
export function limitsOfVariant(variants: LimitsFile['limits'][string] | undefined, variant: string) {
  return variants && (own(variants, variant) ?? own(variants, DEFAULT_VARIANT));
}
