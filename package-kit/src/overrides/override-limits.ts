import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_VARIANT, type LimitsFile } from '@neurohub/contracts/limits-file';
import type { Overrides } from '@neurohub/contracts/overrides';
import type { Difference, Limit } from '@neurohub/contracts/record';
import { limitsOfJson } from '../limits-of.ts';
import { nearestKey } from '../nearest-key.ts';
import type { Report } from './override-steps.ts';

type Limits = LimitsFile['limits'];

/** The limits of limits.yaml as overrides want them, and what of that is not as released, by measurement and variant. */
export function overrideLimits(
  file: LimitsFile | undefined,
  overrides: Overrides['limits'],
  report: Report,
): { limits: Limits; differs: Difference[] } {
  const limits: Limits = { ...file?.limits };
  const differs: Difference[] = [];
  for (const [name, variants] of Object.entries(overrides)) {
    if (!Object.hasOwn(limits, name)) {
      report(['limits', name], unknownName(name, file));
      continue;
    }
    for (const [variant, given] of Object.entries(variants)) {
      const path = ['limits', name, variant];
      if (variant !== DEFAULT_VARIANT && file?.variantParameter === undefined)
        report(path, `without variant_parameter the only variant is "${DEFAULT_VARIANT}"`);
      const effective = limitsOfJson(given, (problem, inner) => report([...path, ...inner], problem));
      const released = ownLimits(limits[name], variant);
      if (!isDeepStrictEqual(released, effective)) differs.push({ path: path.join('.'), released, effective });
      limits[name] = { ...limits[name], [variant]: effective };
    }
  }
  return { limits, differs };
}

function unknownName(name: string, file: LimitsFile | undefined): string {
  if (!file) return 'the package has no limits.yaml: limits in code cannot be overridden';
  const meant = nearestKey(name, Object.keys(file.limits));
  return `limits.yaml has no "${name}"${meant ? `; did you mean "${meant}"?` : ': limits in code cannot be overridden'}`;
}

const ownLimits = (variants: Record<string, Limit[]> | undefined, variant: string): Limit[] | null =>
  variants && Object.hasOwn(variants, variant) ? (variants[variant] ?? null) : null;
