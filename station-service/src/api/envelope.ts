import { failureAnswers } from '@neurohub/server-kit/envelope';

export { success, validationError } from '@neurohub/server-kit/envelope';
export const { failureOf, sendFailure } = failureAnswers({ log: 'the station log' });
