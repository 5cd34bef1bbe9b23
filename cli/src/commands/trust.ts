import { basename, resolve } from 'node:path';
import type { Command } from '../command.ts';
import { readText } from '../read-text.ts';
import { DATA_FLAG, trustStore } from '../station-folders.ts';

export const trustAddCommand: Command = {
  name: 'trust add',
  args: ['<public-key>'],
  summary: 'Lets this station accept packages signed with this key.',
  flags: { name: { value: 'text', help: 'whose key it is (default the name of the file)' }, ...DATA_FLAG },
  run: async (input) => {
    const file = resolve(input.cwd, input.args[0] ?? '');
    const name = String(input.flags['name'] ?? basename(file).replace(/(\.pub)?\.pem$/, ''));
    const { keyId } = await trustStore(input).add(await readText(file), name, file);
    return { text: [`"${name}" is trusted`, `  key ${keyId}`], data: { keyId, name } };
  },
};

export const trustListCommand: Command = {
  name: 'trust list',
  args: [],
  summary: 'Lists the keys this station trusts.',
  flags: DATA_FLAG,
  run: async (input) => {
    const keys = (await trustStore(input).list()).map(({ keyId, name }) => ({ keyId, name }));
    const text = keys.map(({ keyId, name }) => `${keyId}  ${name}`);
    return { text: text.length > 0 ? text : ['no key is trusted: station trust add <public-key>'], data: { keys } };
  },
};

export const trustRemoveCommand: Command = {
  name: 'trust remove',
  args: ['<key-id>'],
  summary: 'Ends the trust in a key; what was installed with it stays.',
  flags: DATA_FLAG,
  run: async (input) => {
    const { keyId, name } = await trustStore(input).remove(input.args[0] ?? '');
    return { text: [`"${name}" is no longer trusted`, `  key ${keyId}`], data: { keyId, name } };
  },
};
