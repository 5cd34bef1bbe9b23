import { CodedError } from '@neurohub/contracts/errors';
import type { ExecutionPlan } from '@neurohub/contracts/record';

/**
 * What the service makes sure of when it makes a plan, looked at once more before anything moves.
 * @throws CodedError UNKNOWN_BLOCK; NOT_PRODUCTION: the verdict of a plan that leaves out what it requires would say too much
 */
export function checkPlan(plan: ExecutionPlan): void {
  const declared = new Set(plan.blocks?.map(({ name }) => name));
  for (const { name, blocks = [] } of plan.steps) {
    const unknown = blocks.find((block) => !declared.has(block));
    if (unknown !== undefined)
      throw new CodedError('UNKNOWN_BLOCK', `step "${name}" is in "${unknown}", which is no block of the plan`);
  }
  if (plan.mode !== 'production') return;
  const missing = plan.steps.filter(({ enabled, required }) => enabled === false && required !== false);
  const why = plan.simulated
    ? 'simulators stand in for hardware'
    : missing.length > 0
      ? `required steps are switched off: ${missing.map(({ name }) => name).join(', ')}`
      : plan.partial && 'only some steps were selected';
  if (why) throw new CodedError('NOT_PRODUCTION', `the plan is for production, but ${why}`);
}
