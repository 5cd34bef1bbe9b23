import type { ConfigView } from '@neurohub/contracts/config-rest';
import { isCodedError } from '@neurohub/contracts/errors';
import type { ConfigProblem } from './config-problem.ts';

/** Why a configuration is not accepted, as data. @throws what is no fault of the configuration */
export function invalidOf(thrown: unknown): NonNullable<ConfigView['invalid']> {
  if (!isCodedError(thrown)) throw thrown;
  const { message, details } = thrown;
  const problems = details?.['problems'] as ConfigProblem[] | undefined;
  return { message, problems: problems ?? [{ path: '', message }] };
}
