import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { packageVersionSchema } from '@neurohub/contracts/hub-registry';
import { readArchive } from '@neurohub/package-kit';
import type { Command } from '../command.ts';
import { HUB_FLAG, postBytesToHub } from '../hub-rest.ts';

export const pushCommand: Command = {
  name: 'push',
  args: ['<archive>'],
  summary:
    'Uploads a packed package to NeuroHub, from where it is deployed to stations. The same again changes nothing.',
  flags: HUB_FLAG,
  run: async (input) => {
    const file = resolve(input.cwd, input.args[0] ?? '');
    // What NeuroHub would refuse anyway is not sent.
    const { signatures } = await readArchive(file);
    const bytes = await readFile(file);
    const answer = await postBytesToHub(input, '/api/sequences', { bytes, type: 'application/x-tar' });
    const version = packageVersionSchema.parse(answer);
    const { name, version: number, packageHash, keyIds, withdrawnAt } = version;
    const unsigned = `${name} ${number} carries no signature: stations take it only for batches on simulators`;
    return {
      text: [
        `NeuroHub has ${name} ${number}`,
        `  package hash ${packageHash}`,
        `  ${keyIds.length > 0 ? `signed by ${keyIds.map((keyId) => keyId.slice(0, 12)).join(', ')}` : 'unsigned'}`,
        ...(withdrawnAt === null ? ['  next: deploy it to a station'] : [`  withdrawn at ${withdrawnAt}`]),
      ],
      data: { ...version },
      ...(signatures.length === 0 && { warnings: [unsigned] }),
    };
  },
};
