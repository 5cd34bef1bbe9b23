import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkDefinition, compilePackage, unusedDeclarations } from '@neurohub/package-kit';
import type { Command, CommandResult } from '../command.ts';
import { describePackage } from '../describe-package.ts';

export const checkCommand: Command = {
  name: 'check',
  args: ['[folder]'],
  summary: 'Checks manifest, sources, imports and steps of a package, as the station would.',
  flags: {},
  run: async ({ args: [folder = '.'], cwd }) => {
    const outRoot = await mkdtemp(join(tmpdir(), 'station-check-'));
    try {
      return await check(resolve(cwd, folder), outRoot);
    } finally {
      await rm(outRoot, { recursive: true, force: true });
    }
  },
};

async function check(folder: string, outRoot: string): Promise<CommandResult> {
  const compiled = await compilePackage({ folder, outRoot });
  const { manifest, hash: packageHash } = compiled;
  const definition = await describePackage(compiled);
  checkDefinition(manifest, definition);
  const steps = definition.steps.map(({ name, group, order }) => ({ name, group, order }));
  return {
    text: [
      `${manifest.name} ${manifest.version} is good: ${steps.length} steps`,
      ...steps.map(({ name, group }) => `  ${group.padEnd(8)}${name}`),
    ],
    data: { name: manifest.name, version: manifest.version, packageHash, steps },
    warnings: [...compiled.warnings, ...unusedDeclarations(manifest, definition)],
  };
}
