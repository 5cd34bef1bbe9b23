/** The open prompts of a tile, and what one event changes in them. */
import type { StepProgress } from '@neurohub/contracts/events';
import type { ExecutionView, PromptView } from '@neurohub/contracts/rest';

export function withPromptsAfter(execution: ExecutionView, event: StepProgress): ExecutionView {
  if (event.kind === 'started') return withoutWait(execution);
  // A step that has ended waits for nobody.
  if (event.kind === 'ended' && execution.prompts.length > 0) return withPrompts(execution, []);
  return event.kind === 'marker' && event.prompts ? withPrompts(execution, event.prompts) : execution;
}

/** A step begins: whatever was waited for before it is there. What asks the operator has begun before. */
function withoutWait(execution: ExecutionView): ExecutionView {
  if (execution.waitingFor === undefined || execution.waitingFor === 'operator') return execution;
  const { waitingFor: _, waitingDetail: _detail, ...going } = execution;
  return { ...going, state: 'running' };
}

/** An execution that asks is one that waits for the operator; one that asks no more goes on. */
export function withPrompts(execution: ExecutionView, prompts: PromptView[]): ExecutionView {
  if (prompts.length > 0) return { ...execution, prompts, state: 'waiting', waitingFor: 'operator' };
  if (execution.waitingFor !== 'operator') return { ...execution, prompts };
  const { waitingFor: _, ...going } = execution;
  return { ...going, prompts, state: 'running' };
}
