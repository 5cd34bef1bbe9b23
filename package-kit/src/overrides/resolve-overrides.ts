/** What a station changes of one release of a package, checked against it. Pure. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import { CodedError } from '@neurohub/contracts/errors';
import type { LimitsFile } from '@neurohub/contracts/limits-file';
import type { Manifest } from '@neurohub/contracts/manifest';
import type { Overrides } from '@neurohub/contracts/overrides';
import type { Difference, SequenceDefinition, StepDefinition } from '@neurohub/contracts/record';
import { overrideLimits } from './override-limits.ts';
import { overrideParameters } from './override-parameters.ts';
import { overrideSteps } from './override-steps.ts';

/** The release that overrides have to fit. */
export interface OverriddenRelease {
  name: string;
  version: string;
  packageHash: string;
  definition: Pick<SequenceDefinition, 'steps' | 'blocks'>;
  limits?: LimitsFile | undefined;
  parameters: Manifest['parameters'];
}

export interface ResolvedOverrides {
  /** Of the overrides with reason and author. */
  hash: string;
  steps: StepDefinition[];
  limits: LimitsFile | undefined;
  /** Limits by measurement and variant; parameters whether or not a batch or a start gives them another value. */
  differs: Difference[];
}

/** A problem at a place of the overrides as JSON. */
export interface OverridesProblem {
  path: string;
  message: string;
}

/** True when they were made for another release. */
export const isStale = (overrides: Pick<Overrides, 'version' | 'packageHash'>, release: OverriddenRelease): boolean =>
  overrides.version !== release.version || overrides.packageHash !== release.packageHash;

/**
 * The release with its overrides.
 * @throws CodedError OVERRIDES_STALE when they were made for another one; OVERRIDES_INVALID with all problems at once
 */
export function resolveOverrides(overrides: Overrides, release: OverriddenRelease): ResolvedOverrides {
  if (isStale(overrides, release)) throw staleError(overrides, release);
  const problems: OverridesProblem[] = [];
  const report = (path: readonly PropertyKey[], message: string) => problems.push({ path: path.join('.'), message });
  const parameters = overrideParameters(release.parameters, overrides.parameters ?? {}, report);
  const steps = overrideSteps(release.definition, overrides.steps, report);
  const limits = overrideLimits(release.limits, overrides.limits, report);
  if (problems.length > 0) throw invalidError(release.name, problems);
  return {
    hash: createHash('sha256').update(canonicalJson(overrides)).digest('hex'),
    steps: steps.steps,
    limits: release.limits && { ...release.limits, limits: limits.limits },
    differs: [...parameters, ...steps.differs, ...limits.differs],
  };
}

function staleError({ version, packageHash, reason, by }: Overrides, release: OverriddenRelease): CodedError {
  const now = `${release.name} is now ${release.version}, package ${release.packageHash.slice(0, 12)}`;
  const then = `the overrides were made for ${version}, package ${packageHash.slice(0, 12)}, by ${by}: ${reason}`;
  return new CodedError('OVERRIDES_STALE', `${now}; ${then}`, {
    details: { madeFor: { version, packageHash }, now: { version: release.version, packageHash: release.packageHash } },
  });
}

export function invalidError(name: string, problems: OverridesProblem[]): CodedError {
  const text = problems.map(({ path, message }) => `${path}: ${message}`).join('\n');
  return new CodedError('OVERRIDES_INVALID', `the overrides of ${name} do not fit it\n${text}`, {
    details: { problems },
  });
}
