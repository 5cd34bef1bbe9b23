/** Answers to prompts, and the pictures they show. */
import { type AnswerPromptBody, promptAnsweredSchema } from '@neurohub/contracts/rest';
import { requestData } from '@neurohub/ui-kit/lib/rest-client';

export async function sendAnswer(batchId: string, promptId: string, body: AnswerPromptBody): Promise<void> {
  await requestData(promptAnsweredSchema, pathOf(batchId, promptId), { body });
}

export const imageUrl = (batchId: string, promptId: string): string => `${pathOf(batchId, promptId)}/image`;

const pathOf = (batchId: string, promptId: string) => `/api/batches/${encodeURIComponent(batchId)}/prompts/${promptId}`;
