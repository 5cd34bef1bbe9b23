import type { Manifest, ManifestParameter } from '@neurohub/contracts/manifest';
import type { Difference } from '@neurohub/contracts/record';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { nearestKey } from '../nearest-key.ts';
import { valueProblem } from '../value-problem.ts';
import type { Report } from './override-steps.ts';

/** What overrides give in place of the defaults of a release, and what of that is not as released. */
export function overrideParameters(
  declared: Manifest['parameters'],
  overrides: Record<string, ScalarValue>,
  report: Report,
): Difference[] {
  const differs: Difference[] = [];
  for (const [name, value] of Object.entries(overrides)) {
    const path = ['parameters', name];
    const parameter = Object.hasOwn(declared, name) ? declared[name] : undefined;
    const problem = parameter ? problemOf(parameter, value) : unknownName(name, Object.keys(declared));
    if (problem !== undefined) report(path, problem);
    const released = parameter?.default ?? null;
    if (released !== value) differs.push({ path: path.join('.'), released, effective: value });
  }
  return differs;
}

const problemOf = (declared: ManifestParameter, value: ScalarValue) =>
  value === null
    ? 'a value is missing: leave the parameter out to go back to the release'
    : valueProblem(declared, value);

function unknownName(name: string, names: string[]): string {
  const meant = nearestKey(name, names);
  return `the sequence has no parameter "${name}"${meant ? `; did you mean "${meant}"?` : ''}`;
}
