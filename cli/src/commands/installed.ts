import type { InstalledVersion } from '@neurohub/package-kit';
import type { Command, CommandInput, CommandResult } from '../command.ts';
import { DATA_FLAG, installedPackages, SEQUENCES_FLAG, versionPins } from '../station-folders.ts';

const FLAGS = { ...SEQUENCES_FLAG, ...DATA_FLAG };

export const listCommand: Command = {
  name: 'list',
  args: ['[name]'],
  summary: 'Lists installed packages; * is the version in use.',
  flags: FLAGS,
  run: async (input) => {
    const [wanted] = input.args;
    const all = await installedPackages(input).list();
    const packages = all.filter(({ name }) => wanted === undefined || name === wanted);
    const text = packages.map(({ name, id, isCurrent, keyIds }) => {
      const by = keyIds.map((keyId) => keyId.slice(0, 12)).join(', ');
      return `${isCurrent ? '*' : ' '} ${name} ${id}  ${by ? `signed by ${by}` : 'unsigned'}`;
    });
    return { text: text.length > 0 ? text : ['nothing is installed: station install <archive>'], data: { packages } };
  },
};

export const useCommand: Command = {
  name: 'use',
  args: ['<name>', '<version>'],
  summary: 'Makes an installed version the one in use, from the next start of a batch.',
  flags: FLAGS,
  run: async (input) => {
    const [name = '', version = ''] = input.args;
    return inUse(input, await installedPackages(input).use(name, version));
  },
};

export const rollbackCommand: Command = {
  name: 'rollback',
  args: ['<name>'],
  summary: 'Goes back to the version that was in use before.',
  flags: FLAGS,
  run: async (input) => inUse(input, await installedPackages(input).rollback(input.args[0] ?? '')),
};

export const removeCommand: Command = {
  name: 'remove',
  args: ['<name>', '<version>'],
  summary: 'Removes an installed version that nothing uses.',
  flags: FLAGS,
  run: async (input) => {
    const [name = '', version = ''] = input.args;
    const removed = await installedPackages(input).remove(name, version);
    return { text: [`removed ${name} ${removed.id}`], data: { name, version: removed.version, id: removed.id } };
  },
};

/** What a person at the station chooses holds for every batch, also for those that NeuroHub gave a version of their own. */
async function inUse(input: CommandInput, chosen: InstalledVersion): Promise<CommandResult> {
  const { name, version, id, packageHash, isCurrent } = chosen;
  const freed = await versionPins(input).takeOff(name);
  const also = freed.length > 0 ? `, also for ${freed.join(', ')}` : '';
  return {
    text: [`${name} ${id} is in use from the next start of a batch${also}`],
    data: { name, version, id, packageHash, isCurrent },
  };
}
