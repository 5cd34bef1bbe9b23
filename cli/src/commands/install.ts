import { resolve } from 'node:path';
import { isCodedError } from '@neurohub/contracts/errors';
import { type Archive, readArchive, type TrustedKey, verifyPackage } from '@neurohub/package-kit';
import type { Command } from '../command.ts';
import { DATA_FLAG, installedPackages, SEQUENCES_FLAG, trustStore } from '../station-folders.ts';

const UNSIGNED_RUNS = 'it runs only in simulation, or where packages.unsigned of station.yaml lets it';

export const installCommand: Command = {
  name: 'install',
  args: ['<archive>'],
  summary: 'Installs a signed package beside its other versions, and makes it the one in use.',
  flags: {
    'allow-unsigned': { help: 'also without a signature this station trusts; a wrong signature is still refused' },
    'no-use': { help: 'only install; choose it later with `station use`' },
    ...SEQUENCES_FLAG,
    ...DATA_FLAG,
  },
  run: async (input) => {
    // Everything is checked before anything of it is written.
    const archive = await readArchive(resolve(input.cwd, input.args[0] ?? ''));
    const signer = signerOf(archive, await trustStore(input).list(), input.flags['allow-unsigned'] === true);
    const packages = installedPackages(input);
    const { name, version, id, packageHash, folder } = await packages.install(archive);
    const inUse = input.flags['no-use'] === true ? await packages.find(name, id) : await packages.use(name, id);
    return {
      text: [
        `installed ${name} ${version} in ${folder}`,
        inUse.isCurrent ? '  in use from the next start of a batch' : `  next: station use ${name} ${id}`,
      ],
      data: {
        ...{ name, version, id, packageHash, folder, isCurrent: inUse.isCurrent },
        signedBy: signer ? { keyId: signer.keyId, name: signer.name } : null,
      },
      ...(!signer && {
        warnings: [`${name} ${version} carries no signature that this station trusts: ${UNSIGNED_RUNS}`],
      }),
    };
  },
};

function signerOf(archive: Archive, trusted: readonly TrustedKey[], allowUnsigned: boolean): TrustedKey | undefined {
  try {
    return verifyPackage(archive, trusted);
  } catch (error) {
    const isOnlyUnknown = isCodedError(error) && ['PACKAGE_UNSIGNED', 'KEY_NOT_TRUSTED'].includes(error.code);
    if (allowUnsigned && isOnlyUnknown) return undefined;
    throw error;
  }
}
