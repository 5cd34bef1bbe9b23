import { failureAnswers } from '@neurohub/server-kit/envelope';
import { storageErrorOf } from '../database/storage-error.ts';

export { success, validationError } from '@neurohub/server-kit/envelope';
export const { failureOf, sendFailure } = failureAnswers({ log: 'the log of NeuroHub', own: storageErrorOf });
