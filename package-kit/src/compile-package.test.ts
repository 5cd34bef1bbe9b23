import { chmod, cp, readdir, readFile, stat, symlink, truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoPackage, FILES, MANIFEST, rejection, temporaryFolder, writeFiles } from './_util.ts';
import { compilePackage } from './compile-package.ts';

async function compiled(changes: Record<string, string> = {}) {
  return compilePackage({ folder: await demoPackage(changes), outRoot: await temporaryFolder() });
}
const compileFails = (changes: Record<string, string>) => rejection(compiled(changes));

describe('compilePackage', () => {
  it('makes one module for the sequence and one per driver, with what they share apart and source maps linked', async () => {
    const result = await compiled();
    expect(result).toMatchObject({
      module: 'sequence.js',
      className: 'Demo',
      drivers: { dmm: { module: 'drivers/dmm.js', class: 'Dmm' } },
      warnings: [],
    });
    const sequence = await readFile(join(result.dir, 'sequence.js'), 'utf8');
    expect(sequence).toMatch(/from "@neurohub\/sequence-sdk"/);
    expect(sequence).toMatch(/\.\/chunks\//);
    expect(sequence).toContain('sourceMappingURL=sequence.js.map');
    expect(sequence).not.toMatch(/^\s*@(sequence|step)\(/m);
    expect(await readFile(join(result.dir, 'package.json'), 'utf8')).toContain('"module"');
    expect(JSON.parse(await readFile(join(result.dir, 'package-info.json'), 'utf8')).hash).toBe(result.hash);
  });

  it('makes files that cannot be written', async () => {
    const { dir } = await compiled();
    expect((await stat(join(dir, 'drivers/dmm.js'))).mode & 0o222).toBe(0);
  });

  it('never executes the package', async () => {
    await compiled({ 'utils/twice.ts': 'throw new Error("executed"); export const twice = (v: number) => v;' });
  });

  it('gives a copy in another place, with other time stamps, the same hash', async () => {
    const folder = await demoPackage();
    const copy = join(await temporaryFolder(), 'elsewhere');
    await cp(folder, copy, { recursive: true });
    const outRoot = await temporaryFolder();
    const [first, second] = [
      await compilePackage({ folder, outRoot }),
      await compilePackage({ folder: copy, outRoot }),
    ];
    expect(second.hash).toBe(first.hash);
    expect((await readdir(outRoot)).length).toBe(1);
  });

  it.each(['manifest.yaml', 'sequence.ts', 'drivers/dmm.ts', 'utils/limits.json'])(
    'gives another hash when %s changes',
    async (file) => {
      const { hash } = await compiled();
      expect((await compiled({ [file]: `${FILES[file] ?? ''}\n` })).hash).not.toBe(hash);
    },
  );

  it('gives the same hash whatever tests, notes and dotfiles say', async () => {
    const { hash } = await compiled();
    const changes = {
      'sequence.test.ts': 'x',
      'tests/a.ts': 'x',
      'README.md': 'x',
      '.cache/x': 'x',
    };
    expect((await compiled(changes)).hash).toBe(hash);
  });

  it('compiles the simulators that the manifest names, and counts them in the hash', async () => {
    const manifest = MANIFEST.replace('class: Dmm\n', 'class: Dmm\n    simulator: { module: bench, class: Bench }\n');
    const bench =
      "import { Simulator } from '@neurohub/sequence-sdk/simulator';\nexport class Bench extends Simulator {}\n";
    const files = { 'manifest.yaml': manifest, 'simulators/bench.ts': bench };
    const { hash, dir, simulators } = await compiled(files);
    expect(simulators).toEqual({ dmm: { module: 'simulators/bench.js', class: 'Bench' } });
    await expect(stat(join(dir, 'simulators/bench.js'))).resolves.toBeDefined();
    expect((await compiled({ ...files, 'simulators/bench.ts': `${bench}\n` })).hash).not.toBe(hash);
  });

  it('does not take one file for another whose name and content run together the same way', async () => {
    const { hash } = await compiled({ 'data/a': 'bc' });
    expect((await compiled({ 'data/ab': 'c' })).hash).not.toBe(hash);
  });

  it('compiles the same content once', async () => {
    const options = { folder: await demoPackage(), outRoot: await temporaryFolder() };
    const first = await compilePackage(options);
    const made = (await stat(join(first.dir, 'sequence.js'))).ino;
    expect(await compilePackage(options)).toEqual(first);
    expect((await stat(join(first.dir, 'sequence.js'))).ino).toBe(made);
  });

  it('compiles again what was damaged on disk', async () => {
    const options = { folder: await demoPackage(), outRoot: await temporaryFolder() };
    const { dir } = await compilePackage(options);
    await chmod(join(dir, 'sequence.js'), 0o644);
    await writeFile(join(dir, 'sequence.js'), '');
    await compilePackage(options);
    expect(await readFile(join(dir, 'sequence.js'), 'utf8')).toContain('Demo');
  });

  it('gives all of several concurrent callers the same whole package and leaves nothing else behind', async () => {
    const options = { folder: await demoPackage(), outRoot: await temporaryFolder() };
    const results = await Promise.all(Array.from({ length: 5 }, () => compilePackage(options)));
    expect(new Set(results.map(({ dir }) => dir)).size).toBe(1);
    expect(await readdir(options.outRoot)).toEqual([results[0]?.hash]);
  });

  it('leaves nothing behind when it fails', async () => {
    const outRoot = await temporaryFolder();
    await rejection(compilePackage({ folder: await demoPackage({ 'sequence.ts': 'class {' }), outRoot }));
    expect(await readdir(outRoot)).toEqual([]);
  });

  it('refuses an entry point that is a symbolic link, whose content the hash would not cover', async () => {
    const folder = await demoPackage({ 'real.ts': FILES['sequence.ts'] ?? '' });
    await unlink(join(folder, 'sequence.ts'));
    await symlink('real.ts', join(folder, 'sequence.ts'));
    const error = await rejection(compilePackage({ folder, outRoot: await temporaryFolder() }));
    expect(error).toMatchObject({
      code: 'COMPILE_ERROR',
      message: expect.stringContaining('sequence.ts is a symbolic link'),
    });
  });

  it('refuses a package of more than 200 MB without reading it', async () => {
    const folder = await demoPackage({ 'data/image.bin': '' });
    await truncate(join(folder, 'data/image.bin'), 3 * 1024 ** 3);
    const error = await rejection(compilePackage({ folder, outRoot: await temporaryFolder() }));
    expect(error).toMatchObject({
      code: 'INVALID_SCHEMA',
      message: expect.stringMatching(/at most .* 200 MB; .*image\.bin/),
    });
  });

  it('says COMPILE_ERROR with file, line, column and text for a syntax error', async () => {
    const error = await compileFails({ 'sequence.ts': 'export class Demo {\n  step() { return 1 +; }\n}\n' });
    expect(error.code).toBe('COMPILE_ERROR');
    expect(error.message).toMatch(/^sequence\.ts:2:\d+ Unexpected ";"/);
    expect(error.details).toMatchObject({ problems: [{ file: 'sequence.ts', line: 2 }] });
  });

  it('says MISSING_CLASS when a module does not export the class of the manifest', async () => {
    const error = await compileFails({ 'drivers/dmm.ts': 'export class Other {}' });
    expect(error).toMatchObject({
      code: 'MISSING_CLASS',
      message: 'drivers/dmm.ts exports no "Dmm"; it exports: Other',
    });
  });

  it('is not changed by a tsconfig.json around the package', async () => {
    const folder = await demoPackage();
    await writeFiles(join(folder, '..'), {
      'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "target": "ES2015" } }',
    });
    // The name of a chunk follows from the place of its sources, too.
    const code = async ({ dir }: { dir: string }) =>
      (await readFile(join(dir, 'sequence.js'), 'utf8')).replace(/chunks\/\w+/, '');
    const result = await compilePackage({ folder, outRoot: await temporaryFolder() });
    expect(await code(result)).toBe(await code(await compiled()));
  });

  it('works through a symbolic link to the package folder', async () => {
    const folder = await demoPackage();
    const link = join(await temporaryFolder(), 'link');
    await symlink(folder, link);
    expect((await compilePackage({ folder: link, outRoot: await temporaryFolder() })).module).toBe('sequence.js');
  });
});

describe('the imports of a package', () => {
  const importing = (code: string) => ({ 'utils/twice.ts': `\n${code}\nexport const twice = (v: number) => v;\n` });

  it.each([
    ["import 'node:child_process';", 'node:child_process'],
    ["import { exec } from 'child_process'; exec('x');", 'child_process'],
    ["import 'node:worker_threads';", 'node:worker_threads'],
    ["import http from 'node:http'; http.get('x');", 'node:http'],
    ["export * from 'node:vm';", 'node:vm'],
    ["await import('node:cluster');", 'node:cluster'],
    ["import '@neurohub/sequence-sdk/executor';", 'sequence-sdk/executor'],
    ["import '@neurohub/contracts/errors';", 'contracts/errors'],
    ["import 'zod';", 'zod'],
    ["import 'https://example.test/x.js';", 'https://'],
    ["import 'data:text/javascript,1';", 'data:'],
    ["import '../simulators/dmm.ts';", 'simulators/dmm.ts'],
    ["import '../../outside.ts';", '../../outside.ts'],
  ])('refuse %s at its line', async (code, named) => {
    const folder = await demoPackage({ ...importing(code), 'simulators/dmm.ts': '' });
    await writeFiles(join(folder, '..'), { 'outside.ts': '', 'node_modules/zod/index.js': '' });
    const error = await rejection(compilePackage({ folder, outRoot: await temporaryFolder() }));
    expect(error.code).toBe('IMPORT_NOT_ALLOWED');
    expect(error.message).toContain(named);
    expect(error.details).toMatchObject({ problems: [{ file: 'utils/twice.ts', line: 2 }] });
  });

  it('refuse a link inside the package that leads out of it', async () => {
    const folder = await demoPackage();
    await writeFiles(join(folder, '..'), { 'outside.ts': 'export const twice = 1;' });
    await unlink(join(folder, 'utils/twice.ts'));
    await symlink('../../outside.ts', join(folder, 'utils/twice.ts'));
    const error = await rejection(compilePackage({ folder, outRoot: await temporaryFolder() }));
    expect(error.code).toBe('IMPORT_NOT_ALLOWED');
  });

  it('say COMPILE_ERROR for a file of the package that is not there', async () => {
    const error = await compileFails(importing("import './nowhere.ts';"));
    expect(error.code).toBe('COMPILE_ERROR');
    expect(error.message).toMatch(/utils\/twice\.ts:2:\d+ Could not resolve/);
  });

  it('warn of a name that is computed, since it can only be refused when it is reached', async () => {
    const { warnings } = await compiled(importing('export const load = (name: string) => import(name);'));
    expect(warnings).toEqual([expect.stringMatching(/^utils\/twice\.ts:2:\d+ /)]);
  });

  it('bundle what is installed in the package itself, CommonJS with node: modules included', async () => {
    const result = await compiled({
      'utils/twice.ts': "import Crc from 'crc'; export const twice = (v: number) => new Crc().on('x', () => v).name;",
      'node_modules/crc/package.json': '{ "name": "crc", "main": "main.js" }',
      'node_modules/crc/main.js':
        "const Emitter = require('events'); module.exports = class extends Emitter { name = 'an emitter' };",
    });
    const [chunk = ''] = (await readdir(join(result.dir, 'chunks'))).filter((name) => name.endsWith('.js'));
    const { twice } = await import(join(result.dir, 'chunks', chunk));
    expect(twice(3)).toBe('an emitter');
  });

  it('give another hash when what is installed changes', async () => {
    const files = { ...importing("import 'crc';"), 'node_modules/crc/index.js': 'globalThis.a = 1;' };
    const { hash } = await compiled(files);
    expect((await compiled({ ...files, 'node_modules/crc/index.js': 'globalThis.a = 2;' })).hash).not.toBe(hash);
  });
});
