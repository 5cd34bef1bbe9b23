import { CodedError } from '@neurohub/contracts/errors';
import type { StepDefinition } from '@neurohub/contracts/record';
import { nearestKey } from '../nearest-key.ts';

/**
 * The steps with all but the selected ones disabled, and what those need: what they depend on, setup and cleanup of the sequence and
 * of the blocks they stand in, and what these depend on in turn.
 * @throws CodedError STEP_NOT_FOUND naming what the sequence does not have, or what overrides have disabled
 */
export function selectSteps(steps: readonly StepDefinition[], selected: readonly string[]): StepDefinition[] {
  refuseUnknown(steps, selected);
  const kept = keptWith(steps, selected);
  const disabled = steps.filter((step) => kept.has(step.name) && step.enabled === false).map(({ name }) => name);
  if (disabled.length > 0)
    throw new CodedError(
      'STEP_NOT_FOUND',
      `overrides disable what was selected, or what that needs: ${disabled.join(', ')}`,
      {
        details: { disabled },
      },
    );
  return steps.map((step) =>
    kept.has(step.name) || step.enabled === false
      ? step
      : { ...step, enabled: false as const, disabledBy: 'selection' as const },
  );
}

function refuseUnknown(steps: readonly StepDefinition[], selected: readonly string[]): void {
  const names = steps.map(({ name }) => name);
  const unknown = selected.filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  const told = unknown.map((name) => {
    const meant = nearestKey(name, names);
    return `"${name}"${meant ? ` (did you mean "${meant}"?)` : ''}`;
  });
  throw new CodedError('STEP_NOT_FOUND', `the sequence has no step ${told.join(', ')}`, {
    details: { unknown, steps: names },
  });
}

/** Grows until nothing is missing: a step brings its blocks into use, a block its setup and cleanup, each what it depends on. */
function keptWith(steps: readonly StepDefinition[], selected: readonly string[]): Set<string> {
  const kept = new Set(selected);
  for (let size = -1; size < kept.size; ) {
    size = kept.size;
    const used = new Set(steps.filter(({ name }) => kept.has(name)).flatMap(({ blocks = [] }) => blocks));
    for (const { name, group, blocks = [], dependsOn = [] } of steps) {
      if (group !== 'main' && blocks.every((block) => used.has(block))) kept.add(name);
      if (kept.has(name)) for (const needed of dependsOn) kept.add(needed);
    }
  }
  return kept;
}
