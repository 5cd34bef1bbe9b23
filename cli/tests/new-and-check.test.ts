import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../src/commands.ts';
import { commandHelp } from '../src/help.ts';
import { ROOT, workplace } from './_util.ts';

async function packageFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.map((file) => file.slice(folder.length + 1)).sort();
}

describe('station new', () => {
  it.each([
    ['minimal', 'supply_rail_test'],
    ['scpi', 'sequence'],
    ['serial', 'sensor_board'],
    ['opcua', 'press'],
    ['scpi', 'multimeter'],
    ['minimal', '_1'],
    ['minimal', 'null'],
  ])('makes a %s package named %s that is good and packs as it is', async (template, name) => {
    const { done, station, cwd } = await workplace();
    await done('new', name, '--template', template);
    expect(await station('check', `sequences/${name}`)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await done('pack', `sequences/${name}`)).toMatchObject({ name, version: '0.1.0' });
    for (const file of await readdir(join(cwd, 'sequences', name), { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const text = await readFile(join(file.parentPath, file.name), 'utf8');
      expect(text, file.name).not.toMatch(/new_sequence|NewSequence|New sequence/);
    }
  });

  it.each(['minimal', 'scpi', 'serial', 'opcua'])(
    'makes a %s package whose own tests pass, wherever it is',
    async (template) => {
      const { done, cwd } = await workplace();
      const { folder, files } = await done('new', 'made', '--template', template);
      expect(await done('test', String(folder))).toMatchObject({ failed: 0, skipped: 0, failures: [] });
      expect(await readdir(join(cwd, 'sequences'))).toEqual(['made']);
      expect(await packageFiles(join(cwd, 'sequences/made'))).toEqual(files);
    },
  );

  it.each(['scpi', 'serial', 'opcua'])(
    'makes a %s package that runs on its simulators in a real worker',
    async (template) => {
      const { done, cwd } = await workplace();
      await mkdir(join(cwd, 'data'));
      await done('new', 'made', '--template', template);
      const { execution } = await done('run', 'made', '--simulate');
      expect(execution).toMatchObject({ verdict: 'PASS', endReason: 'completed', simulated: true });
      expect(await readdir(join(cwd, 'data/armed'))).not.toContainEqual(expect.stringMatching(/\.json$/));
    },
  );

  it('leaves a folder alone that is there already', async () => {
    const { done, refused, cwd } = await workplace();
    await done('new', 'rail');
    await writeFile(join(cwd, 'sequences/rail/sequence.ts'), 'mine');
    expect((await refused('new', 'rail')).code).toBe('ALREADY_EXISTS');
    expect(await readFile(join(cwd, 'sequences/rail/sequence.ts'), 'utf8')).toBe('mine');
    expect(await readdir(join(cwd, 'sequences'))).toEqual(['rail']);
  });
});

describe('station test', () => {
  it('says which test failed and why, by exit code and as JSON, and runs only the files that are named', async () => {
    const { done, station, cwd } = await workplace();
    await done('new', 'rail');
    const bad = "import { expect, it } from 'vitest';\nit('is right', () => expect(1).toBe(2));\n";
    await writeFile(join(cwd, 'sequences/rail/bad.test.ts'), bad);
    const failed = await station('test', 'sequences/rail', '--json');
    expect(failed.exitCode, failed.stderr).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      ...{ passed: 2, failed: 1 },
      failures: [{ file: 'bad.test.ts', test: 'is right', message: expect.stringContaining('to be 2') }],
    });
    expect(await station('test', 'sequences/rail', 'sequence')).toMatchObject({ exitCode: 0 });
  });

  it('a promise that fails behind the tests is no success', async () => {
    const { done, station, cwd } = await workplace();
    await done('new', 'rail', '--template', 'minimal');
    const stray =
      "import { it } from 'vitest';\nit('forgets a promise', async () => {\n  void Promise.reject(new Error('forgotten'));\n  await new Promise(setImmediate);\n});\n";
    await writeFile(join(cwd, 'sequences/rail/stray.test.ts'), stray);
    const failed = await station('test', 'sequences/rail', 'stray', '--json');
    expect(JSON.parse(failed.stdout)).toMatchObject({ passed: 1, failed: 1, failures: [{ message: 'forgotten' }] });
    expect(failed.exitCode).toBe(1);
  });

  it('nothing to run is no success', async () => {
    const { done, station, cwd } = await workplace();
    await done('new', 'rail');
    expect(await station('test', 'sequences/rail', 'nothing')).toMatchObject({ exitCode: 65 });
    expect(await station('test', cwd)).toMatchObject({ exitCode: 65, stderr: expect.stringContaining('MISSING_FILE') });
  });
});

describe('station check', () => {
  const replace = (from: string, to: string) => async (folder: string, file: string) => {
    const text = await readFile(join(folder, file), 'utf8');
    expect(text).toContain(from);
    await writeFile(join(folder, file), text.replace(from, to));
  };
  const append = (code: string) => (folder: string, file: string) => appendFile(join(folder, file), code);

  it.each([
    ['COMPILE_ERROR', 'sequence.ts', append('class {'), 'sequence.ts:'],
    ['IMPORT_NOT_ALLOWED', 'sequence.ts', append("import 'node:child_process';"), 'node:child_process'],
    ['INVALID_YAML', 'manifest.yaml', append('\n\t: ['), 'manifest.yaml:'],
    ['INVALID_SCHEMA', 'manifest.yaml', replace('0.1.0', 'one'), 'manifest.yaml:'],
    ['MISSING_DRIVER', 'manifest.yaml', replace('./drivers/multimeter.ts', './drivers/dmm.ts'), 'dmm.ts'],
    ['MISSING_CLASS', 'manifest.yaml', replace('class: Multimeter', 'class: Voltmeter'), 'Voltmeter'],
    ['NAME_MISMATCH', 'sequence.ts', replace("name: 'rail'", "name: 'trail'"), 'trail'],
    ['UNDECLARED_HARDWARE', 'manifest.yaml', replace('  power:', '  psu:'), 'power'],
    ['UNDECLARED_PARAMETER', 'manifest.yaml', replace('supply_volts', 'volts'), 'supply_volts'],
    ['DUPLICATE_ORDER', 'sequence.ts', replace('order: 2', 'order: 1'), 'both have order 1'],
    ['MISSING_DECORATOR', 'sequence.ts', replace("@sequence({ name: 'rail' })", ''), '@sequence'],
    ['ENTRY_POINT_ERROR', 'sequence.ts', append("throw new Error('at the top');"), 'at the top'],
    ['ENTRY_POINT_ERROR', 'sequence.ts', append('process.exit(3);'), 'exit code 3'],
    ['ENTRY_POINT_ERROR', 'sequence.ts', append('await new Promise(() => {});'), 'longer than 10 s'],
  ])('says %s for a broken %s, and where', async (code, file, breakIt, place) => {
    const { done, refused, cwd } = await workplace();
    const folder = join(cwd, 'sequences/rail');
    await done('new', 'rail', '--template', 'scpi');
    await breakIt(folder, file);
    const error = await refused('check', 'sequences/rail');
    expect(error.code).toBe(code);
    expect(error.message).toContain(place);
  });

  it('keeps the environment of the caller from the package', async () => {
    const { done, refused, cwd } = await workplace();
    await done('new', 'rail');
    await append('throw new Error(Object.keys(process.env).join());')(join(cwd, 'sequences/rail'), 'sequence.ts');
    expect((await refused('check', 'sequences/rail')).message).not.toContain('PATH');
  });

  it('warns of what the manifest declares in vain, and is still content', async () => {
    const { done, cwd } = await workplace();
    await done('new', 'rail');
    await append('  unused: { display_name: Unused, type: boolean }\n')(join(cwd, 'sequences/rail'), 'manifest.yaml');
    expect((await done('check', 'sequences/rail'))['warnings']).toEqual([
      'manifest.yaml declares "unused", which the sequence does not use',
    ]);
  });

  it('finds the example package good', async () => {
    const { done } = await workplace();
    expect(await done('check', join(ROOT, 'sequences/pcb_test_v1'))).toMatchObject({ ok: true, name: 'pcb_test_v1' });
  });
});

describe('the command line', () => {
  it.each([
    [['instal', 'x.tar'], '"instal" is no command; did you mean "install"?'],
    [['trust'], '"trust" needs a second word: "trust add", "trust list", "trust remove"'],
    [['use', 'rail'], '"use" needs <name> <version>'],
    [['list', 'a', 'b'], '"b" is too much'],
    [['pack', '--nope'], "pack: Unknown option '--nope'"],
    [['sign', 'x.tar'], '"sign" needs --key <file>'],
    [['new', '1st'], '"1st" is no name for a package'],
    [['new', 'rail', '--template', 'plc'], 'there are: minimal, scpi'],
  ])('%j is answered by exit code 64 and the way out', async (args, problem) => {
    const { station } = await workplace();
    const { exitCode, stdout, stderr } = await station(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(/^USAGE {2}/);
    expect(stderr).toContain(problem);
    expect(stderr).toContain('→ See `station --help`.');
  });

  it('--help lists every command, and each has its own', async () => {
    const { station } = await workplace();
    const { stdout } = await station('--help');
    const commands = [...stdout.matchAll(/^ {2}([a-z-]+(?: [a-z-]+)?)(?= {2}| [<[])/gm)].map(([, name = '']) => name);
    expect(commands).toEqual(COMMANDS.map(({ name }) => name));
    for (const command of COMMANDS) expect(commandHelp(command)).toContain(`Usage: station ${command.name}`);
    const last = commands.at(-1) ?? '';
    expect((await station(...last.split(' '), '--help')).stdout).toContain(`Usage: station ${last}`);
  });

  it('names the file when the file system refuses', async () => {
    const { done, refused, cwd } = await workplace();
    await done('new', 'rail');
    await mkdir(join(cwd, 'out.tar'));
    expect(await refused('pack', 'sequences/rail', '--out', 'out.tar')).toMatchObject({
      code: 'FILE_ACCESS',
      message: expect.stringContaining('out.tar'),
    });
    expect(await readdir(cwd)).toEqual(['out.tar', 'sequences']);
    for (const command of [['verify'], ['install'], ['sign', '--key', 'absent.pem']])
      expect((await refused(...command, 'absent.tar')).code).toBe('MISSING_FILE');
  });

  it('answers a refusal to people by code, reason and next step', async () => {
    const { station, cwd } = await workplace();
    await mkdir(join(cwd, 'empty'));
    const { exitCode, stdout, stderr } = await station('check', 'empty');
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'MISSING_FILE  manifest.yaml is missing\n  → Add the file.\n',
    });
    await rm(join(cwd, 'empty'), { recursive: true });
  });
});
