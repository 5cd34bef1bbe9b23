import { isDeepStrictEqual } from 'node:util';
import type { LimitsFile } from '@neurohub/contracts/limits-file';
import type { Overrides } from '@neurohub/contracts/overrides';
import type { Difference, ExecutionPlan, SequenceDefinition, StepDefinition } from '@neurohub/contracts/record';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { CompiledPackage } from '../compile-package.ts';
import type { ResolvedOverrides } from '../overrides/resolve-overrides.ts';
import { limitsOfVariant, resolveLimits } from './resolve-limits.ts';

type PlanLimits = NonNullable<ExecutionPlan['limits']>;

interface ReleaseSources {
  definition: Pick<SequenceDefinition, 'steps' | 'blocks'>;
  compiled: Pick<CompiledPackage, 'limits'>;
  overrides: Overrides | undefined;
  /** What the overrides are for this release. */
  resolved: ResolvedOverrides | undefined;
  parameters: Record<string, ScalarValue>;
  /** Names of parameters that the batch or the start gives: overrides of these have no effect. */
  given: readonly string[];
}

interface EffectiveRelease {
  steps: StepDefinition[];
  limits: PlanLimits | undefined;
  /** Absent when the plan is as released. */
  changes: ExecutionPlan['overrides'];
}

/** Steps and limits as released, or as overrides want them, with what all overrides change for these parameters. */
export function resolveRelease(sources: ReleaseSources): EffectiveRelease {
  const { definition, compiled, overrides, resolved, parameters, given } = sources;
  if (!overrides || !resolved) {
    const limits = compiled.limits && resolveLimits(compiled.limits, parameters);
    return { steps: definition.steps, limits, changes: undefined };
  }
  const limits = resolved.limits && resolveLimits(resolved.limits, parameters);
  const limitsDiffer = limits && compiled.limits ? differences(limits, compiled.limits) : [];
  const ofThisStart = resolved.differs.filter(
    ({ path }) => !path.startsWith('limits.') && !given.some((name) => path === `parameters.${name}`),
  );
  const differs = [...ofThisStart, ...limitsDiffer];
  const overridden = limitsDiffer.map(({ path }) => path.slice('limits.'.length));
  const { reason, by, at } = overrides;
  return {
    steps: resolved.steps,
    limits: limits && { ...limits, ...(overridden.length > 0 && { overridden }) },
    changes: differs.length > 0 ? { hash: resolved.hash, reason, by, at, differs } : undefined,
  };
}

/** By measurement, for the variant at hand. */
function differences({ byName, variant }: PlanLimits, released: LimitsFile): Difference[] {
  return Object.entries(byName).flatMap(([name, effective]) => {
    const before = limitsOfVariant(released.limits[name], variant) ?? null;
    return isDeepStrictEqual(before, effective) ? [] : [{ path: `limits.${name}`, released: before, effective }];
  });
}
