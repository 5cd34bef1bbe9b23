import { join, resolve } from 'node:path';
import { packPackage } from '@neurohub/package-kit';
import type { Command } from '../command.ts';

export const packCommand: Command = {
  name: 'pack',
  args: ['[folder]'],
  summary: 'Packs a package, with its compiled form, into one file; the same package gives the same file.',
  flags: { out: { value: 'file', help: 'the archive to write (default <name>-<version>.tar)' } },
  run: async ({ args: [folder = '.'], flags, cwd }) => {
    const fileFor = ({ name, version }: { name: string; version: string }) =>
      typeof flags['out'] === 'string' ? resolve(cwd, flags['out']) : join(cwd, `${name}-${version}.tar`);
    const { file, release, bytes, warnings } = await packPackage({ folder: resolve(cwd, folder), fileFor });
    const { name, version, packageHash } = release;
    const files = Object.keys(release.files).length;
    return {
      text: [
        `packed ${name} ${version} into ${file}`,
        `  ${files} files, ${bytes} bytes, package hash ${packageHash}`,
        `  next: station sign ${file} --key <file>`,
      ],
      data: { file, name, version, packageHash, files, bytes },
      warnings,
    };
  },
};
