import type { Manifest } from '@neurohub/contracts/manifest';
import type { ScalarValue } from '@neurohub/contracts/vocabulary';
import { nearestKey } from '../nearest-key.ts';
import { ruleProblems, type ValueRule, valueProblem } from '../value-problem.ts';

type ManifestCommand = Manifest['manualCommands'][number];
export interface CommandProblem {
  path: (string | number)[];
  message: string;
}

/** What contradicts itself in the manual commands of a manifest: of each instrument, and those at the top level. */
export function commandProblems(manifest: Manifest): CommandProblem[] {
  const ofHardware = Object.entries(manifest.hardware).flatMap(([id, { manualCommands }]) =>
    listProblems(['hardware', id, 'manual_commands'], manualCommands),
  );
  const atTop = manifest.manualCommands.flatMap((command, index) =>
    hardwareProblems(['manual_commands', index], command, Object.keys(manifest.hardware)),
  );
  return [...ofHardware, ...atTop, ...listProblems(['manual_commands'], manifest.manualCommands)];
}

function hardwareProblems(path: CommandProblem['path'], { hardware }: ManifestCommand, known: string[]) {
  if (hardware !== undefined && known.includes(hardware)) return [];
  if (hardware === undefined) return [{ path, message: 'expected the hardware that it belongs to' }];
  const meant = nearestKey(hardware, known);
  const hint = meant ? `; did you mean "${meant}"?` : '';
  return [{ path: [...path, 'hardware'], message: `"${hardware}" is no hardware of this manifest${hint}` }];
}

function listProblems(path: CommandProblem['path'], commands: readonly ManifestCommand[]): CommandProblem[] {
  const seen = new Set<string>();
  return commands.flatMap((command, index) => {
    const here = [...path, index];
    const key = `${command.hardware ?? ''}.${command.name}`;
    const twice = seen.has(key) ? [{ path: here, message: `"${command.name}" is there twice` }] : [];
    seen.add(key);
    return [...twice, ...parameterProblems(here, command)];
  });
}

function parameterProblems(path: CommandProblem['path'], { parameters }: ManifestCommand): CommandProblem[] {
  const names = parameters.map(({ name }) => name);
  return parameters.flatMap((parameter, index) => {
    const here = [...path, 'parameters', index];
    const twice = names.indexOf(parameter.name) < index ? [`"${parameter.name}" is there twice`] : [];
    return [...twice, ...ruleProblems(parameter), ...defaultProblem(parameter, parameter.default)].map((message) => ({
      path: here,
      message,
    }));
  });
}

function defaultProblem(rule: ValueRule, value: ScalarValue | undefined): string[] {
  const problem = value === undefined || value === null ? undefined : valueProblem(rule, value);
  return problem ? [`default: ${problem}`] : [];
}
