import { userInfo } from 'node:os';
import type { ConfigChange } from '@neurohub/contracts/config-rest';
import { CodedError } from '@neurohub/contracts/errors';
import type { Command, CommandResult } from '../command.ts';
import { askConfigTool, CONFIG_FLAG, type ConfigToolAnswer } from '../config-tool.ts';

export const configCheckCommand: Command = {
  name: 'config check',
  args: [],
  summary: 'Checks station.yaml as the station would read it; every mistake with line and column.',
  flags: CONFIG_FLAG,
  run: async (input) => {
    const answer = await askConfigTool(input, { verb: 'check' });
    return result(answer, [`${answer.file} is good`, `  hash ${answer.hash}`]);
  },
};

export const configShowCommand: Command = {
  name: 'config show',
  args: [],
  summary: 'Prints the configuration with every default and variable filled in; no secrets.',
  flags: CONFIG_FLAG,
  run: async (input) => {
    const answer = await askConfigTool(input, { verb: 'show' });
    const { file, hash, fromFlags, text, resolved } = answer;
    const flags = fromFlags.length > 0 ? [`# from the environment: ${fromFlags.join(', ')}`] : [];
    const shown = result(answer, [`# ${file}, hash ${hash}`, ...flags, ...text.trimEnd().split('\n')]);
    return { ...shown, data: { ...shown.data, resolved, fromFlags } };
  },
};

export const configDiffCommand: Command = {
  name: 'config diff',
  args: ['[other-file]'],
  summary: 'What differs from another station.yaml, key by key (default what was before the last change).',
  flags: CONFIG_FLAG,
  exitCodes: '0, also when something differs · 1 one of the files cannot be read',
  run: async (input) => {
    const answer = await askConfigTool(input, { verb: 'diff', other: input.args[0] });
    return result(answer, changeLines(answer.changes));
  },
};

export const configSetCommand: Command = {
  name: 'config set',
  args: ['<key>', '[value]'],
  summary: 'Changes one key of station.yaml: batches[b1].auto_start true; the rest of the file stays as it is.',
  flags: { remove: { help: 'take the key out, so that its default counts' }, ...CONFIG_FLAG },
  run: async (input) => {
    const [key, value] = input.args;
    const isRemoved = input.flags['remove'] === true;
    if (isRemoved === (value !== undefined)) throw new CodedError('USAGE', 'give a value, or --remove');
    const answer = await askConfigTool(input, { verb: 'set', key, value, by: userInfo().username });
    return result(answer, changeLines(answer.changes));
  },
};

export const configMigrateCommand: Command = {
  name: 'config migrate',
  args: [],
  summary: 'Writes a station.yaml of an earlier version as one of today; comments stay.',
  flags: CONFIG_FLAG,
  run: async (input) => {
    const answer = await askConfigTool(input, { verb: 'migrate' });
    return result(answer, [`${answer.file} is of the present version`]);
  },
};

function result({ file, hash, warnings, changes }: ConfigToolAnswer, text: string[]): CommandResult {
  return { text, data: { file, hash, changes }, warnings };
}

const NEEDS = {
  live: 'in effect at once',
  idle: 'as soon as the batch is at rest',
  restart: 'after a restart of the station',
} as const;

function changeLines(changes: readonly ConfigChange[]): string[] {
  if (changes.length === 0) return ['nothing differs'];
  return changes.map(
    ({ path, before, after, needs }) => `${path}: ${shown(before)} → ${shown(after)}  (${NEEDS[needs]})`,
  );
}

const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
