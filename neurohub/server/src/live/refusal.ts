import { isCodedError } from '@neurohub/contracts/errors';
import { failureOf } from '../api/envelope.ts';

/** Why a line is not let in, as Socket.IO hands it on: with code and message as in every answer, and nothing of an unexpected error. */
export function refusal(thrown: unknown): Error {
  const { error } = failureOf(thrown).body;
  const message = isCodedError(thrown) ? error.message : 'NeuroHub cannot let anybody in now';
  return Object.assign(new Error(message), { data: { ...error, message } });
}
