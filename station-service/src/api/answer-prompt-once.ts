import type { AnswerPrompt } from '@neurohub/contracts/events';
import type { ApiDependencies } from './api-dependencies.ts';
import { once } from './command-once.ts';

/** An answer to a prompt, whichever way it came: the same commandId again gives the same acknowledgement. */
export async function answerPromptOnce({ batches, storage }: ApiDependencies, { batchId, ...answer }: AnswerPrompt) {
  const { commandId, ...content } = answer;
  const batch = batches.get(batchId);
  const request = { id: batchId, verb: 'prompts', ...content };
  return once(storage, { commandId, request }, () => batch.answerPrompt(answer));
}
