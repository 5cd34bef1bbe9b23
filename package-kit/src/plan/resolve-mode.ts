import { CodedError } from '@neurohub/contracts/errors';
import type { StepDefinition } from '@neurohub/contracts/record';
import type { ExecutionMode } from '@neurohub/contracts/vocabulary';

interface Circumstances {
  simulated: boolean;
  isPartial: boolean;
  /** Before a selection. */
  steps: readonly StepDefinition[];
}

/**
 * Production only when every required step runs on real instruments; debug otherwise.
 * @throws CodedError NOT_PRODUCTION when production was asked for by name
 */
export function resolveMode(wanted: ExecutionMode | undefined, circumstances: Circumstances): ExecutionMode {
  const reasons = reasonsAgainst(circumstances);
  if (reasons.length === 0) return wanted ?? 'production';
  if (wanted === 'production')
    throw new CodedError('NOT_PRODUCTION', `this is no production execution: ${reasons.join('; ')}`, {
      details: { reasons },
    });
  return 'debug';
}

function reasonsAgainst({ simulated, isPartial, steps }: Circumstances): string[] {
  const missing = steps.filter((step) => step.enabled === false && step.required !== false).map(({ name }) => name);
  return [
    ...(simulated ? ['the batch runs on simulators'] : []),
    ...(isPartial ? ['only selected steps run'] : []),
    ...(missing.length > 0 ? [`overrides disable steps that are required: ${missing.join(', ')}`] : []),
  ];
}
