import { createHash } from 'node:crypto';
import { canonicalJson } from '@neurohub/contracts/canonical-json';
import { CodedError } from '@neurohub/contracts/errors';
import { answerProblem } from '@neurohub/contracts/prompt-answer';
import type { AnswerPromptBody, PromptView } from '@neurohub/contracts/rest';
import type { WorkerHandle } from '@neurohub/worker-link';
import type { Clock } from '../core/clock.ts';
import type { LiveExecution } from './live-execution.ts';

const ATTEMPTS = 5;
const ANY_TEXT = '[^]*';

export interface AnswerRequest extends AnswerPromptBody {
  promptId: string;
}

interface Surroundings {
  batchId: string;
  /** The execution that is on now. */
  live: LiveExecution | null;
  worker: WorkerHandle | null;
  clock: Clock;
}

/**
 * Brings an answer to the worker that waits for it. The first one counts; the same command again has the answer it had.
 * @throws CodedError PROMPT_NOT_FOUND, ANSWER_INVALID; WORKER_TIMEOUT when nobody knows whether it arrived
 */
export async function answerPrompt(request: AnswerRequest, { batchId, live, worker, clock }: Surroundings) {
  const { promptId, answer, via = 'api', operator = live?.view.operator } = request;
  const prompt = live?.prompt(promptId);
  if (!live || !worker || (!prompt && request.commandId === undefined)) throw promptNotFound(promptId, batchId);
  if (prompt) assertAcceptable(prompt, answer);
  const at = clock.wallIso();
  await worker.command(
    {
      ...{ type: 'ANSWER_PROMPT', executionId: live.id, promptId, answer, via, at },
      ...(operator && { by: operator }),
      commandId: commandIdOf(request),
    },
    { attempts: ATTEMPTS },
  );
  live.promptAnswered(promptId, at);
  return { executionId: live.id, promptId };
}

/** @throws PROMPT_NOT_FOUND. */
export function openPrompt(promptId: string, { batchId, live }: Pick<Surroundings, 'batchId' | 'live'>): PromptView {
  const prompt = live?.prompt(promptId);
  if (!prompt) throw promptNotFound(promptId, batchId);
  return prompt;
}

/** A pattern comes from the package and may take for ever: the worker judges by it, here every text fits. */
function assertAcceptable({ pattern, ...prompt }: PromptView, answer: unknown): void {
  const problem = answerProblem({ ...prompt, ...(pattern !== undefined && { pattern: ANY_TEXT }) }, answer);
  if (problem)
    throw new CodedError('ANSWER_INVALID', problem.message, {
      details: { promptId: prompt.id, reason: problem.reason },
    });
}

/**
 * The worker knows a command that comes again by its id. A client that gives one id to two answers must not get the first one's
 * acknowledgement for the second: the id of the command to the worker is made of the whole request.
 */
function commandIdOf({ commandId, ...request }: AnswerRequest): string | undefined {
  if (commandId === undefined) return undefined;
  const hex = createHash('sha256')
    .update(`${commandId}:${canonicalJson(request)}`)
    .digest('hex');
  // A UUID of version 8: what is in it is its maker's affair.
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

function promptNotFound(promptId: string, batchId: string): CodedError {
  return new CodedError('PROMPT_NOT_FOUND', `prompt ${promptId} is not open in batch ${batchId}`);
}
