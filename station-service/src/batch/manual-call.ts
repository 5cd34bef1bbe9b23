/** What a manual command is, as its package says it. */
import { CodedError } from '@neurohub/contracts/errors';
import type { ManualCommand } from '@neurohub/contracts/record';
import type { ManualBody } from '@neurohub/contracts/rest';
import { manualCommands, nearestKey } from '@neurohub/package-kit';
import type { LoadedPackage } from '../sequence/package-store.ts';

/** @throws HARDWARE_NOT_FOUND, MANUAL_COMMAND_NOT_FOUND; PARAMETER_INVALID for a poll of what is no measurement */
export function findCommand(body: ManualBody, loaded: LoadedPackage): ManualCommand {
  const { hardware, command } = body;
  const ids = Object.keys(loaded.manifest.hardware);
  if (!ids.includes(hardware))
    throw new CodedError(
      'HARDWARE_NOT_FOUND',
      `${loaded.manifest.name} has no hardware "${hardware}"${hint(hardware, ids)}`,
    );
  const commands = manualCommands(hardware, loaded);
  const found = commands.find(({ name }) => name === command);
  if (found && body.poll && found.category !== 'measurement')
    throw new CodedError(
      'PARAMETER_INVALID',
      `poll: "${command}" is no measurement; only measurements are read again and again`,
    );
  if (found) return found;
  const names = commands.map(({ name }) => name);
  const message = `hardware "${hardware}" has no command "${command}"${hint(command, names)}`;
  throw new CodedError('MANUAL_COMMAND_NOT_FOUND', message, { details: { commands: names } });
}

function hint(name: string, known: string[]): string {
  const meant = nearestKey(name, known);
  return meant ? `; did you mean "${meant}"?` : `; there are: ${known.join(', ') || 'none'}`;
}

/** Every hardware that the same simulator stands in for. */
export function standInsWith(hardware: string, { compiled: { simulators } }: LoadedPackage): string[] {
  const own = simulators[hardware];
  const isSame = ([, { module, class: name }]: [string, { module: string; class: string }]) =>
    module === own?.module && name === own.class;
  return Object.entries(simulators)
    .filter(isSame)
    .map(([id]) => id);
}
