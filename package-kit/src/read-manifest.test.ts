import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { demoPackage, FILES, MANIFEST, rejection, temporaryFolder, writeFiles } from './_util.ts';
import { readManifest } from './read-manifest.ts';

const withManifest = (text: string) => demoPackage({ 'manifest.yaml': text });

describe('readManifest', () => {
  it('gives the manifest, the source files it names and no warnings for a good package', async () => {
    const read = await readManifest(await demoPackage());
    expect(read).toMatchObject({
      manifest: { name: 'demo', hardware: { dmm: { displayName: { en: 'Multimeter' }, class: 'Dmm' } } },
      module: 'sequence.ts',
      driverModules: { dmm: 'drivers/dmm.ts' },
      warnings: [],
    });
  });

  it('warns of a unit that nobody else knows, and not of one with a prefix', async () => {
    const text = (unit: string) => withManifest(MANIFEST.replace('unit: V', `unit: ${unit}`));
    expect((await readManifest(await text('mV'))).warnings).toEqual([]);
    expect((await readManifest(await text('volt'))).warnings).toEqual([
      expect.stringMatching(/^manifest\.yaml:12 "volt" is no unit of the vocabulary/),
    ]);
  });

  it.each(['./drivers/dmm.ts', './drivers/dmm.js', './drivers/dmm.py', 'drivers/dmm', 'drivers.dmm', 'dmm', 'dmm.ts'])(
    'finds the driver written as %s',
    async (driver) => {
      const folder = await withManifest(MANIFEST.replace('./drivers/dmm.ts', driver));
      expect((await readManifest(folder)).driverModules).toEqual({ dmm: 'drivers/dmm.ts' });
    },
  );

  it('finds a dotted driver outside drivers/', async () => {
    const folder = await demoPackage({
      'manifest.yaml': MANIFEST.replace('./drivers/dmm.ts', 'hardware.real.robot'),
      'hardware/real/robot.ts': 'export class Dmm {}',
    });
    expect((await readManifest(folder)).driverModules).toEqual({ dmm: 'hardware/real/robot.ts' });
  });

  it.each(['nothing', '../demo/drivers/dmm', '/etc/passwd', 'drivers..dmm'])(
    'says MISSING_DRIVER with the place for the driver %s',
    async (driver) => {
      const error = await rejection(
        readManifest(await withManifest(MANIFEST.replace('./drivers/dmm.ts', JSON.stringify(driver)))),
      );
      expect(error.code).toBe('MISSING_DRIVER');
      expect(error.details).toMatchObject({ problems: [{ path: 'hardware.dmm.driver', line: 7 }] });
    },
  );

  it('says that a Python driver is Python', async () => {
    const folder = await demoPackage({
      'manifest.yaml': MANIFEST.replace('./drivers/dmm.ts', 'old'),
      'drivers/old.py': 'class Dmm: pass',
    });
    expect((await rejection(readManifest(folder))).message).toContain('drivers/old.py is Python');
  });

  it('says MISSING_MODULE when the sequence file is not there', async () => {
    const error = await rejection(
      readManifest(await withManifest(MANIFEST.replace('module: sequence', 'module: other'))),
    );
    expect(error.code).toBe('MISSING_MODULE');
    expect(error.message).toContain('other.ts');
  });

  it('says MISSING_FILE for a folder without manifest.yaml', async () => {
    const { 'manifest.yaml': _, ...files } = FILES;
    const error = await rejection(readManifest(await writeFiles(await temporaryFolder(), files)));
    expect(error.code).toBe('MISSING_FILE');
  });

  it('reports all problems of the schema at once, each with line and column', async () => {
    const text = 'name: my-demo\nversion: "1.0"\nentry_point:\n  module: sequence\nhardware:\n  dmm:\n    driver:\n';
    const error = await rejection(readManifest(await withManifest(text)));
    expect(error.code).toBe('INVALID_SCHEMA');
    const problems = (error.details as { problems: { path: string; line: number }[] }).problems;
    expect(problems.map(({ path, line }) => `${line} ${path}`)).toEqual([
      '1 name',
      '2 version',
      '3 entry_point.class',
      '6 hardware.dmm.display_name',
      '7 hardware.dmm.driver',
      '6 hardware.dmm.class',
    ]);
    expect(error.message).toContain('manifest.yaml:1:1 name: an identifier');
  });

  it.each([
    ['type: float, default: high', 'expected a number; got "high"'],
    ['type: integer, default: 1.5', 'expected a whole number; got 1.5'],
    ['type: float, default: .nan', ''],
    ['type: float, default: 9, max: 5', 'expected a number ≤ 5; got 9'],
    ['type: float, default: 1, min: 5', 'expected a number ≥ 5; got 1'],
    ['type: string, default: c, options: [a, b]', 'expected one of "a", "b"; got "c"'],
    ['type: boolean, default: 1', 'expected true or false; got 1'],
    ['type: float, min: 5, max: 1', 'min 5 is greater than max 1'],
    ['type: integer, options: [1, two]', 'option: expected a whole number; got "two"'],
  ])('refuses a parameter with %s', async (rule, message) => {
    const error = await rejection(
      readManifest(await withManifest(MANIFEST.replace('type: float, default: 5.0', rule))),
    );
    expect(error.code).toBe('INVALID_SCHEMA');
    expect(error.message).toContain(message);
  });

  it('refuses a setting of an instrument that names a variable of the environment, once', async () => {
    const text = MANIFEST.replace(
      'type: integer, required: true, min: 1, max: 65535',
      'type: integer, default: "${KEY}"',
    );
    const error = await rejection(readManifest(await withManifest(text)));
    expect(error.details).toMatchObject({
      problems: [{ code: 'INVALID_SCHEMA', path: 'hardware.dmm.config_schema.port.default' }],
    });
    expect((error.details as { problems: unknown[] }).problems).toHaveLength(1);
  });

  it.each([
    'type: number, default: 5',
    'type: float, required: true',
    'type: float, default: null',
    'type: string, default: "38.0,52.0"',
  ])('accepts a parameter with %s', async (rule) => {
    await readManifest(await withManifest(MANIFEST.replace('type: float, default: 5.0', rule)));
  });

  it('warns of unknown keys with the key that was probably meant, and tolerates those of other generations', async () => {
    const text = `${MANIFEST}paramters: {}\nmodes: { cli: true }\ndependencies: { python: [] }\nstop_on_fial: false\n`;
    expect((await readManifest(await withManifest(text))).warnings).toEqual([
      'manifest.yaml:13 "paramters" has no effect',
      'manifest.yaml:16 "stop_on_fial" has no effect; did you mean "stop_on_fail"?',
    ]);
  });

  it('takes a key without a value as absent', async () => {
    const text =
      'name: demo\nversion: 1.0.0\nentry_point: { module: sequence, class: Demo }\nhardware:\nparameters:\nsteps:\n';
    expect((await readManifest(await withManifest(text))).manifest).toMatchObject({ hardware: {}, steps: [] });
  });
});

describe('the YAML of a manifest', () => {
  it.each([
    ['an indentation error', 'name: demo\n version: 1', 1],
    ['a duplicate key', 'name: demo\nname: other\n', 2],
    ['a merge key', 'base:\n  a: 1\nname:\n  <<: { b: 2 }\n', 4],
    ['an alias', 'name: &a demo\ndescription: *a\n', 2],
    ['__proto__ as a key', 'name: demo\nparameters:\n  __proto__: { polluted: true }\n', 3],
    ['a tag of another language', 'name: !!js/function "x"\n', 1],
    ['two documents', 'name: demo\n---\nname: other\n', 2],
    ['an alias bomb', `a: &a [x,x,x,x]\n${'bcdefgh'.replace(/./g, (c) => `${c}: &${c} [*a,*a,*a,*a]\n`)}`, 2],
    ['deep nesting', `name: ${'['.repeat(100)}${']'.repeat(100)}\n`, 1],
  ])('refuses %s with its line', async (_, text, line) => {
    const error = await rejection(readManifest(await withManifest(text)));
    expect(error.code).toBe('INVALID_YAML');
    expect(error.details).toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ line })]) });
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['10 MB', Buffer.alloc(10 * 1024 * 1024, 'a: 1\n')],
    ['200 KB of open brackets', Buffer.alloc(200 * 1024, '[')],
    ['bytes that are not UTF-8', Buffer.from([0x6e, 0xff, 0xfe])],
  ])('refuses %s', async (_, content) => {
    const folder = await demoPackage();
    await writeFile(join(folder, 'manifest.yaml'), content);
    expect((await rejection(readManifest(folder))).code).toBe('INVALID_YAML');
  });
});
