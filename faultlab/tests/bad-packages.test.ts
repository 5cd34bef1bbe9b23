import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { SequenceSummary } from '@neurohub/contracts/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildRoot, PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

const GOOD = join(PROJECT_ROOT, 'faultlab/fixtures/misbehaving_v1');
const MANIFEST = (name: string) =>
  `name: ${name}\nversion: 1.0.0\nentry_point: { module: sequence, class: Bad }\nhardware:\n  dmm: { display_name: DMM, driver: dmm, class: Dmm }\n`;
const SEQUENCE = (name: string) => `import { hardware, Sequence, sequence, step } from '@neurohub/sequence-sdk';
import type { Dmm } from './drivers/dmm.ts';

@sequence({ name: '${name}' })
export class Bad extends Sequence {
  @hardware() dmm!: Dmm;
  @step({ order: 1 }) one() {}
  @step({ order: 2 }) two() {}
}
`;
const DRIVER = `import { Driver } from '@neurohub/sequence-sdk';
export class Dmm extends Driver {
  async connect() {}
  async disconnect() {}
  async reset() {}
}
`;

type Files = Record<string, string | null>;
interface BadPackage {
  name: string;
  /** What is not as in a good package; null for a file that is not there. */
  files: (name: string) => Files;
  code: string;
  /** Place and reason, as a person reads them. */
  says: RegExp;
}

const inSequence = (from: string, to: string) => (name: string) => ({
  'sequence.ts': SEQUENCE(name).replace(from, to),
});
const BAD: BadPackage[] = [
  {
    ...{ name: 'syntax_error', code: 'COMPILE_ERROR', says: /sequence\.ts:8:\d+/ },
    files: inSequence('two() {}', 'two() { let = ; }'),
  },
  {
    ...{
      name: 'missing_driver',
      code: 'MISSING_DRIVER',
      says: /manifest\.yaml:5:\d+ hardware\.dmm\.driver: .*"dmm" names none/,
    },
    files: () => ({ 'drivers/dmm.ts': null, 'sequence.ts': SEQUENCE('missing_driver').replace(/import type.*\n/, '') }),
  },
  {
    ...{ name: 'equal_orders', code: 'DUPLICATE_ORDER', says: /"one" and step "two" both have order 1/ },
    files: inSequence('order: 2', 'order: 1'),
  },
  {
    ...{
      name: 'wrong_type',
      code: 'INVALID_SCHEMA',
      says: /manifest\.yaml:7:\d+ parameters\.volts\.default: expected a number; got "high"/,
    },
    files: (name) => ({
      'manifest.yaml': `${MANIFEST(name)}parameters:\n  volts: { display_name: Volts, type: float, default: high }\n`,
    }),
  },
  {
    ...{ name: 'throws_on_load', code: 'ENTRY_POINT_ERROR', says: /no table here/ },
    files: (name) => ({ 'sequence.ts': `${SEQUENCE(name)}throw new Error('no table here');\n` }),
  },
  {
    ...{ name: 'forbidden_import', code: 'IMPORT_NOT_ALLOWED', says: /sequence\.ts:1:\d+.*node:child_process/ },
    files: (name) => ({
      'sequence.ts': `import { exec } from 'node:child_process';\n${SEQUENCE(name)}exec('true');\n`,
    }),
  },
  {
    ...{ name: 'big_yaml', code: 'INVALID_YAML', says: /manifest\.yaml:1:1 expected at most 256 KB; got 10240 KB/ },
    files: () => ({ 'manifest.yaml': 'a: 1\n'.repeat((10 * 1024 ** 2) / 5) }),
  },
  {
    ...{ name: 'alias_bomb', code: 'INVALID_YAML', says: /manifest\.yaml:\d+:\d+ aliases/ },
    files: (name) => ({ 'manifest.yaml': `${MANIFEST(name)}a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n` }),
  },
  {
    ...{ name: 'other_name', code: 'NAME_MISMATCH', says: /@sequence says "else", manifest\.yaml says "other_name"/ },
    files: inSequence("name: 'other_name'", "name: 'else'"),
  },
];
const THROWING = 'throwing_constructor';

let parent: string;
let station: TestStation;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'bad-packages-'));
  for (const { name, files } of BAD) writePackage(name, files(name));
  writePackage(THROWING, {
    'drivers/dmm.ts': DRIVER.replace(
      'async connect',
      "constructor() { super(); throw new Error('no such model'); }\n  async connect",
    )
      .replace('constructor()', 'constructor(...args: ConstructorParameters<typeof Driver>)')
      .replace('super()', 'super(...args)'),
  });
  const names = [...BAD.map(({ name }) => name), THROWING];
  const batches = names.map((name) => `  - { id: ${name}, sequence_package: ${name} }\n`).join('');
  const config = `station: { id: TEST, name: Test }\nbatches:\n  - { id: good, sequence_package: misbehaving_v1, auto_start: true }\n${batches}`;
  station = await TestStation.start({ packages: [GOOD, ...names.map((name) => join(parent, name))], config });
  await station.untilState('idle', 'good');
});
afterAll(async () => {
  await station.dispose();
  rmSync(parent, { recursive: true });
});

function writePackage(name: string, changes: Files): void {
  const files: Files = {
    'manifest.yaml': MANIFEST(name),
    'sequence.ts': SEQUENCE(name),
    'drivers/dmm.ts': DRIVER,
    ...changes,
  };
  for (const [path, content] of Object.entries(files)) {
    if (content === null) continue;
    mkdirSync(dirname(join(parent, name, path)), { recursive: true });
    writeFileSync(join(parent, name, path), content);
  }
}

test.each(BAD)(
  'a package with $name is refused with $code, at its batch and in the list',
  async ({ name, code, says }) =>
    undisturbed(async () => {
      const answer = await station.request('POST', `/api/batches/${name}/start`);
      expect(answer.body.error).toMatchObject({ code, message: expect.stringMatching(says) });
      const batch = await station.batch(name);
      expect(batch).toMatchObject({ processState: 'stopped', pid: null, error: { code } });
      const detail = await station.data<SequenceSummary>('GET', `/api/sequences/${name}`);
      expect(detail.error).toMatchObject({ code, message: expect.stringMatching(says) });
    }),
);

test('a constructor that throws ends its execution as ERROR, before any step', async () =>
  undisturbed(async () => {
    await station.data('POST', `/api/batches/${THROWING}/start`);
    const record = await station.ended(await station.begin('SN-1', THROWING));
    expect(record).toMatchObject({ verdict: 'ERROR', endReason: 'startFailed' });
    expect(record.error?.message).toContain('no such model');
    expect(record.steps.filter(({ status }) => status !== 'skipped')).toEqual([]);
  }));

/** The other batch is testing all the while, and passes. */
async function undisturbed(act: () => Promise<void>): Promise<void> {
  const parameters = { behaviour: 'pass', witness: join(parent, 'witness'), work_ms: 150 };
  const running = await station.begin('SN-GOOD', 'good', { parameters });
  await station.untilStep('before', 'good');
  await act();
  const record = await station.ended(running);
  expect(record).toMatchObject({ verdict: 'PASS', endReason: 'completed', steps: { length: 4 } });
}

/** A ustar entry as any program could have made it, with a right checksum. */
function entry(name: string, { kind = '0', link = '' } = {}): Buffer {
  const block = Buffer.alloc(512);
  block.write(name, 0, 'latin1');
  block.write(`0000644\0${'0000000\0'.repeat(2)}00000000000\0${'0'.repeat(11)}\0        ${kind}${link}`, 100, 'latin1');
  block.write('ustar\x0000', 257);
  block.write('0000000\x000000000\0', 329);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
const END = Buffer.alloc(1024);
const behind = (good: Buffer, ...entries: Buffer[]) => Buffer.concat([good.subarray(0, -1024), ...entries, END]);

const HOSTILE: [title: string, make: (good: Buffer) => Buffer, says: string][] = [
  ['a symbolic link', (good) => behind(good, entry('link', { kind: '2', link: '/etc/passwd' })), 'symbolic link'],
  ['an absolute path', (good) => behind(good, entry('/tmp/outside')), 'is absolute'],
  ['a path that climbs', (good) => behind(good, entry('../../outside')), 'climbs by ".."'],
  ['names that differ in case', (good) => behind(good, entry('Manifest.yaml')), 'only in case'],
  ['compression, as a bomb needs', (good) => gzipSync(good), 'compressed'],
  [
    'more than 5,000 entries',
    (good) => behind(good, ...Array.from({ length: 5_001 }, (_, i) => entry(`f${i}`))),
    '5000 files',
  ],
  ['its end missing', (good) => good.subarray(0, 2_000), ''],
];

test.each(HOSTILE)('an archive with %s is refused, and nothing is installed', async (_, make, says) => {
  const cwd = mkdtempSync(join(parent, 'install-'));
  cpSync(GOOD, join(cwd, 'misbehaving_v1'), { recursive: true });
  expect(await stationCommand(cwd, 'pack', 'misbehaving_v1')).toMatchObject({ ok: true });
  const archive = join(cwd, readdirSync(cwd).find((name) => name.endsWith('.tar')) ?? '');
  writeFileSync(archive, make(readFileSync(archive)));
  const folders = ['--sequences', join(station.folder, 'sequences'), '--data-dir', station.dataDir];
  await undisturbed(async () => {
    const answer = await stationCommand(cwd, 'install', archive, '--allow-unsigned', ...folders);
    const error = { code: 'ARCHIVE_INVALID', message: expect.stringContaining(says) };
    expect(answer).toMatchObject({ ok: false, error });
  });
  expect(existsSync(join(station.folder, 'sequences/installed'))).toBe(false);
});

async function stationCommand(cwd: string, ...args: string[]): Promise<unknown> {
  const entryFile = join(buildRoot('release'), 'cli/dist/station.js');
  const run = promisify(execFile)(process.execPath, [entryFile, ...args, '--json'], { cwd });
  const { stdout } = await run.catch((thrown: { stdout: string }) => thrown);
  return JSON.parse(stdout);
}
