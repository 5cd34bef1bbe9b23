import { CodedError } from '@neurohub/contracts/errors';
import type { CommandParameter, ManualCommand } from '@neurohub/contracts/record';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { nearestKey } from '../nearest-key.ts';
import { valueProblem } from '../value-problem.ts';

/**
 * The values a manual command is called with, in the order they are declared: what was given, else the default, else null.
 * @throws CodedError PARAMETER_INVALID listing everything wrong in `details.problems`
 */
export function commandParams(
  command: ManualCommand,
  given: Readonly<Record<string, ScalarValue>>,
): Record<string, ScalarValue> {
  const problems = unknownNames(command, Object.keys(given));
  const params = command.parameters.map((parameter) => {
    const value =
      (Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined) ?? parameter.default ?? null;
    const message = problemOf(parameter, value);
    if (message) problems.push({ parameter: parameter.name, message });
    return [parameter.name, value] as const;
  });
  if (problems.length === 0) return Object.fromEntries(params);
  const text = problems.map(({ parameter, message }) => `${parameter}: ${message}`).join('; ');
  throw new CodedError('PARAMETER_INVALID', `${command.name}: ${text}`, {
    details: { command: command.name, problems },
  });
}

function unknownNames({ parameters }: ManualCommand, names: string[]): { parameter: string; message: string }[] {
  const known = parameters.map(({ name }) => name);
  return names
    .filter((name) => !known.includes(name))
    .map((parameter) => {
      const meant = nearestKey(parameter, known);
      const hint = meant ? `did you mean "${meant}"?` : `it takes ${known.join(', ') || 'nothing'}`;
      return { parameter, message: `unknown; ${hint}` };
    });
}

function problemOf(parameter: CommandParameter, value: ScalarValue): string | undefined {
  if (value === null) return parameter.required ? 'required' : undefined;
  return valueProblem(parameter, value);
}
