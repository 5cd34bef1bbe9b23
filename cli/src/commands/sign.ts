import { resolve } from 'node:path';
import { CodedError } from '@neurohub/contracts/errors';
import { readArchive, signPackage, verifyPackage } from '@neurohub/package-kit';
import type { Command } from '../command.ts';
import { readText } from '../read-text.ts';
import { DATA_FLAG, trustStore } from '../station-folders.ts';
import { URL_FLAG } from '../station-rest.ts';
import { verifyAudit } from '../verify-audit.ts';

export const signCommand: Command = {
  name: 'sign',
  args: ['<archive>'],
  summary: 'Signs a packed package, in place, with a key of `station keygen`.',
  flags: { key: { value: 'file', help: 'the secret key (required)' } },
  run: async ({ args: [archive = ''], flags, cwd }) => {
    if (typeof flags['key'] !== 'string') throw new CodedError('USAGE', '"sign" needs --key <file>');
    const file = resolve(cwd, archive);
    const { keyId } = await signPackage({ file, privatePem: await readText(resolve(cwd, flags['key'])) });
    return { text: [`signed ${file}`, `  by key ${keyId}`], data: { file, keyId } };
  },
};

export const verifyCommand: Command = {
  name: 'verify',
  args: ['[archive]'],
  summary:
    'Says whether an archive is whole and signed by a key this station trusts; without one, whether the audit trail and the records of the station are as they were written. Changes nothing.',
  flags: {
    ...DATA_FLAG,
    ...URL_FLAG,
    anchor: { value: 'number:hash', help: 'a row of the audit trail that was noted elsewhere: it has to be there' },
  },
  run: async (input) => {
    const [archiveFile] = input.args;
    if (archiveFile === undefined) return verifyAudit(input);
    const file = resolve(input.cwd, archiveFile);
    const archive = await readArchive(file);
    const { name, version, packageHash } = archive.release;
    const signer = verifyPackage(archive, await trustStore(input).list());
    return {
      text: [`${name} ${version} is whole, and signed by "${signer.name}"`, `  package hash ${packageHash}`],
      data: { file, name, version, packageHash, signedBy: { keyId: signer.keyId, name: signer.name } },
    };
  },
};
