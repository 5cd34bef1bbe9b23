import { isDeepStrictEqual } from 'node:util';
import type { LimitsFile } from '@neurohub/contracts/limits-file';
import type { Manifest } from '@neurohub/contracts/manifest';
import type { Overrides } from '@neurohub/contracts/overrides';
import type { Difference, ExecutionPlan, SequenceDefinition, StepDefinition } from '@neurohub/contracts/record';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import type { CompiledPackage } from '../compile-package.ts';
import { resolveOverrides } from '../overrides/resolve-overrides.ts';
import { limitsOfVariant, resolveLimits } from './resolve-limits.ts';

type PlanLimits = NonNullable<ExecutionPlan['limits']>;

interface ReleaseSources {
  manifest: Pick<Manifest, 'name' | 'version'>;
  definition: Pick<SequenceDefinition, 'steps' | 'blocks'>;
  compiled: Pick<CompiledPackage, 'hash' | 'limits'>;
  overrides: Overrides | undefined;
  parameters: Record<string, ScalarValue>;
}

interface EffectiveRelease {
  steps: StepDefinition[];
  limits: PlanLimits | undefined;
  /** Absent when the plan is as released. */
  changes: ExecutionPlan['overrides'];
}

/** Steps and limits as released, or as overrides want them with what that changes for these parameters. */
export function resolveRelease(sources: ReleaseSources): EffectiveRelease {
  const { manifest, definition, compiled, overrides, parameters } = sources;
  if (!overrides) {
    const limits = compiled.limits && resolveLimits(compiled.limits, parameters);
    return { steps: definition.steps, limits, changes: undefined };
  }
  const { name, version } = manifest;
  const release = { name, version, packageHash: compiled.hash, definition, limits: compiled.limits };
  const resolved = resolveOverrides(overrides, release);
  const limits = resolved.limits && resolveLimits(resolved.limits, parameters);
  const limitsDiffer = limits && compiled.limits ? differences(limits, compiled.limits) : [];
  const differs = [...resolved.differs.filter(({ path }) => path.startsWith('steps.')), ...limitsDiffer];
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
