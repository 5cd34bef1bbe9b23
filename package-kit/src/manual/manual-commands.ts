import type { Manifest } from '@neurohub/contracts/manifest';
import type { ManualCommand, SequenceDefinition } from '@neurohub/contracts/record';
import { COMMAND_CATEGORIES } from '@neurohub/contracts/vocabulary';

/**
 * What can be done with one instrument by hand: what its driver declares, then what the manifest declares; for the same name the
 * manifest wins. In the order of the categories, and as declared within each.
 */
export function manualCommands(
  hardware: string,
  { manifest, definition }: { manifest: Manifest; definition: Pick<SequenceDefinition, 'commands'> },
): ManualCommand[] {
  const ofDriver =
    definition.commands && Object.hasOwn(definition.commands, hardware) ? definition.commands[hardware] : [];
  const ofManifest = [
    ...manifest.manualCommands.filter((command) => command.hardware === hardware),
    ...(Object.hasOwn(manifest.hardware, hardware) ? (manifest.hardware[hardware]?.manualCommands ?? []) : []),
  ];
  const byName = new Map((ofDriver ?? []).map((command) => [command.name, command]));
  for (const command of ofManifest) byName.set(command.name, asDeclared(command));
  return [...byName.values()].sort((a, b) => rank(a) - rank(b));
}

const rank = ({ category }: ManualCommand) => COMMAND_CATEGORIES.indexOf(category);

/** Without the key that only the manifest needs, and without keys that have no value. */
function asDeclared({
  hardware: _,
  parameters,
  returns,
  ...command
}: Manifest['manualCommands'][number]): ManualCommand {
  return {
    ...withoutUndefined(command),
    parameters: parameters.map(withoutUndefined),
    ...(returns && { returns: withoutUndefined(returns) }),
  } as ManualCommand;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
