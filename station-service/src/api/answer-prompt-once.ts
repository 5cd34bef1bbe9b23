import type { AnswerPrompt } from '@neurohub/contracts/events';
import type { AuditWho } from '../storage/audit-who.ts';
import type { ApiDependencies } from './api-dependencies.ts';
import { auditedAfter } from './audited.ts';
import { once } from './command-once.ts';

/** An answer to a prompt, whichever way it came: the same commandId again gives the same acknowledgement. */
export async function answerPromptOnce(deps: ApiDependencies, { batchId, ...answer }: AnswerPrompt, by: AuditWho) {
  const { commandId, ...content } = answer;
  const batch = deps.batches.get(batchId);
  const request = { id: batchId, verb: 'prompts', ...content };
  // What was answered is in the record of the step.
  const { promptId, operator } = answer;
  const entry = { action: 'prompt.answer', ...by, batchId, detail: { promptId, operator } } as const;
  return once(deps.storage, { commandId, request }, () => auditedAfter(deps, entry, () => batch.answerPrompt(answer)));
}
