import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { checkImports } from './import-rules.mjs';

/** Two workspaces of each kind of importer, linked as npm links them. */
function project(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'import-rules-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const all: Record<string, string> = {
    'contracts/package.json': '{ "name": "@neurohub/contracts", "exports": { "./errors": "./src/errors.ts" } }',
    'contracts/src/errors.ts': "import { schemas } from './schemas.ts';\nexport const errors = schemas;\n",
    'contracts/src/schemas.ts': 'export const schemas = 1;\n',
    'sequence-sdk/package.json': '{ "name": "@neurohub/sequence-sdk", "exports": { ".": "./src/index.ts" } }',
    'sequence-sdk/src/index.ts': 'export const sdk = 1;\n',
    ...files,
  };
  for (const [file, content] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  mkdirSync(join(root, 'node_modules/@neurohub'), { recursive: true });
  for (const name of ['contracts', 'sequence-sdk']) {
    symlinkSync(`../../${name}`, join(root, 'node_modules/@neurohub', name));
  }
  return root;
}

async function violations(files: Record<string, string>): Promise<string> {
  const root = project(files);
  const folders = [
    ...new Set(['contracts', 'sequence-sdk', ...Object.keys(files).map((file) => file.split('/')[0] ?? '')]),
  ];
  return (await checkImports(root, folders)).violations.join('\n');
}

it('accepts what the table allows', async () => {
  const files = {
    'station-service/src/main.ts': "import '@neurohub/contracts/errors';\nimport 'node:fs';\n",
    'sequences/a/sequence.ts': "import '@neurohub/sequence-sdk';\nimport './drivers/dmm.ts';\nimport 'node:net';\n",
    'sequences/a/drivers/dmm.ts': '',
  };
  expect(await violations(files)).toBe('');
});

it.each([
  ['imports-of-station-service', 'station-service/src/main.ts', "import '@neurohub/sequence-sdk';"],
  ['imports-of-station-service', 'station-service/src/main.ts', "import type { sdk } from '@neurohub/sequence-sdk';"],
  ['imports-of-simulators', 'simulators/src/main.ts', "import '@neurohub/contracts/errors';"],
  ['no-way-around', 'station-service/src/main.ts', "import '../../contracts/src/errors.ts';"],
  ['resolvable', 'station-service/src/main.ts', "import '@neurohub/contracts/src/schemas.ts';"],
  ['resolvable', 'station-service/src/main.ts', "import 'nowhere-to-be-found';"],
  ['light-sdk', 'sequence-sdk/src/index.ts', "import '../../contracts/src/schemas.ts';"],
  ['self-contained-package', 'sequences/a/sequence.ts', "import '@neurohub/contracts/errors';"],
  ['self-contained-package', 'sequences/a/sequence.ts', "import 'node:child_process';"],
  ['no-cycle', 'contracts/src/schemas.ts', "import './errors.ts';\nexport const schemas = 1;"],
])('finds a break of %s in %s', async (rule, file, code) => {
  expect(await violations({ [file]: `${code}\n` })).toContain(`${rule}:`);
});

it('refuses to be green when it has seen nothing', async () => {
  await expect(checkImports(project({ 'bench/empty.ts': '' }), ['bench'])).rejects.toThrow('no imports were seen');
});
