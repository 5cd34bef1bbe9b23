/** Packages that come over the network: what is taken, what is refused, and that code nobody has signed does not run. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import type { AuditPage } from '@neurohub/contracts/audit';
import type { PackageVersions } from '@neurohub/contracts/packages-rest';
import type { SequenceSummary, UploadedSequence } from '@neurohub/contracts/rest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const SECRET = 'the-key-of-the-backend';
const CONFIG = `station: { id: TEST, name: Test station }
backend: { url: "http://127.0.0.1:9", api_key: "\${NEUROHUB_API_KEY}" }
batches:
  - { id: b1, sequence_package: installed/steps_2 }
  - { id: b2, sequence_package: installed/steps_3, simulation: true }
`;
const ARCHIVE = { 'content-type': 'application/x-tar' };
let station: TestStation;

beforeAll(async () => {
  station = await TestStation.start({ packages: [], config: CONFIG, env: { NEUROHUB_API_KEY: SECRET } });
  mkdirSync(join(station.folder, 'sequences'));
  command('keygen', 'release');
});
afterAll(() => station.dispose());

/** The `station` command, typed in the folder of the station. */
function command(...args: string[]): Record<string, unknown> {
  const program = [join(PROJECT_ROOT, 'cli/dist/station.js'), ...args, '--json'];
  return JSON.parse(execFileSync(process.execPath, program, { cwd: station.folder, encoding: 'utf8' }));
}

/** The bytes of a package of `count` steps; `sign`: by the key of this folder. */
function archive(
  count: number,
  { version = '1.0.0', sign = false, code = '' }: { version?: string; sign?: boolean; code?: string } = {},
): Buffer {
  const folder = writeManyStepsPackage(station.folder, count);
  const manifest = join(folder, 'manifest.yaml');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('version: 1.0.0', `version: ${version}`));
  const sequence = join(folder, 'sequence.ts');
  writeFileSync(sequence, readFileSync(sequence, 'utf8').replace('const LIMITS', `${code}\nconst LIMITS`));
  const file = String(command('pack', folder)['file']);
  if (sign) command('sign', file, '--key', 'release.key.pem');
  return readFileSync(file);
}

async function upload(body: Buffer, query = '', headers: Record<string, string> = ARCHIVE) {
  const answer = await fetch(`${station.address}/api/sequences${query}`, { method: 'POST', headers, body });
  const { data, error } = (await answer.json()) as {
    data?: UploadedSequence;
    error?: { code: string; message: string; details?: { place?: string } };
  };
  return { status: answer.status, data, error };
}

const installed = () => station.data<{ folder: string }[]>('GET', '/api/sequences');
const WITNESS = `import { writeFileSync } from 'node:fs';
writeFileSync('seen-by-package.json', JSON.stringify(process.env));`;

test('what nobody trusted has signed is refused before any of it is loaded, and runs nowhere but on simulators', async () => {
  const unsigned = archive(2, { code: WITNESS });
  expect(await upload(unsigned)).toMatchObject({ status: 403, error: { code: 'PACKAGE_UNSIGNED' } });
  expect(await upload(archive(2, { code: WITNESS, sign: true }))).toMatchObject({
    status: 403,
    error: { code: 'KEY_NOT_TRUSTED' },
  });
  expect(await installed()).toEqual([]);
  expect(readdirSync(station.folder)).not.toContain('seen-by-package.json');

  expect(await upload(archive(3))).toMatchObject({
    status: 200,
    data: { folder: 'installed/steps_3', isCurrent: true, signedBy: null },
  });
  await station.data('POST', '/api/batches/b2/start');
  const { plan, verdict } = await station.ended(await station.begin('SN-1', 'b2'));
  expect(verdict).toBe('PASS');
  expect(plan?.sequence).toMatchObject({ origin: 'installed', packageHash: expect.any(String) });
  expect(plan?.sequence.signedBy).toBeUndefined();
});

test('a signed package is taken, checked and run, and sees no secret of the station', async () => {
  const { keyId } = command('trust', 'add', 'release.pub.pem', '--name', 'QA');
  const signed = archive(2, { code: WITNESS, sign: true });
  const first = await upload(signed);
  expect(first).toMatchObject({
    status: 200,
    data: { name: 'steps_2', version: '1.0.0', isCurrent: true, signedBy: { keyId, name: 'QA' }, warnings: [] },
  });
  expect(first.data?.steps.map(({ name }) => name)).toEqual(['step_1', 'step_2', 'release']);
  expect(await upload(signed)).toEqual(first);
  await station.data('POST', '/api/batches/b1/start');
  const { plan } = await station.ended(await station.begin('SN-2'));
  expect(plan?.sequence.signedBy).toBe(keyId);
  const seen = readFileSync(join(station.folder, 'seen-by-package.json'), 'utf8');
  expect(seen).toContain('PATH');
  expect(seen).not.toContain(SECRET);
  expect(seen).not.toContain('NEUROHUB_API_KEY');
});

test('another version stands by until it is used, and one that was let in by hand without a signature runs only where station.yaml lets it', async () => {
  expect((await upload(archive(2, { version: '2.0.0', sign: true }), '?use=false')).data).toMatchObject({
    version: '2.0.0',
    isCurrent: false,
  });
  archive(2, { version: '3.0.0' });
  command('install', 'steps_2-3.0.0.tar', '--allow-unsigned');
  const refused = await station.request('POST', '/api/batches/b1/restart');
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 'PACKAGE_UNSIGNED' } } });
  // IT may let it, without a restart of the station.
  writeFileSync(join(station.folder, 'station.yaml'), `${CONFIG}packages: { unsigned: warn }\n`);
  const start = async () => (await station.request('POST', '/api/batches/b1/start')).status;
  await expect.poll(start, { timeout: 20_000, interval: 200 }).toBe(200);
  expect((await station.batch()).sequence).toMatchObject({ version: '3.0.0' });
  await station.data('POST', '/api/batches/b1/stop');
  command('use', 'steps_2', '2.0.0');
  await station.data('POST', '/api/batches/b1/start');
  expect((await station.ended(await station.begin('SN-3'))).sequenceVersion).toBe('2.0.0');
});

test('which versions there are, and who signed them; one is chosen, and left again, with a reason', async () => {
  const versions = async () => {
    const view = await station.data<PackageVersions>('GET', '/api/sequences/steps_2/versions');
    return view.versions.map(({ version, isCurrent, signature }) => [
      version,
      isCurrent,
      signature.state,
      signature.by,
    ]);
  };
  expect(await versions()).toEqual([
    ['3.0.0', false, 'unsigned', null],
    ['2.0.0', true, 'trusted', 'QA'],
    ['1.0.0', false, 'trusted', 'QA'],
  ]);
  const route = '/api/sequences/steps_2';
  expect((await station.request('POST', `${route}/use`, { version: '1.0.0' })).status).toBe(400);
  const missing = { version: '9.0.0', reason: 'newer' };
  expect((await station.request('POST', `${route}/use`, missing)).body.error?.code).toBe('VERSION_NOT_FOUND');
  const used = await station.data('POST', `${route}/use`, { version: '1.0.0', reason: 'worn probe' });
  expect(used).toMatchObject({ version: '1.0.0', freed: [] });
  const back = await station.data('POST', `${route}/rollback`, { reason: 'was the cable', operator: 'kim' });
  expect(back).toMatchObject({ version: '2.0.0' });
  expect(await versions()).toContainEqual(['2.0.0', true, 'trusted', 'QA']);
  const { items } = await station.data<AuditPage>('GET', '/api/audit?action=package.rollback');
  expect(items[0]?.detail).toMatchObject({
    name: 'steps_2',
    version: '2.0.0',
    reason: 'was the cable',
    operator: 'kim',
  });
  const [listed] = await station.data<SequenceSummary[]>('GET', '/api/sequences');
  expect(listed).toMatchObject({ folder: 'installed/steps_2', signature: { state: 'trusted', by: 'QA' } });
});

test('what is no archive, climbs out of its folder, is too large or does not load is refused in words, and leaves nothing', async () => {
  const good = archive(2, { version: '4.0.0', sign: true });
  const before = await installed();
  const broken = archive(2, { version: '5.0.0', sign: true, code: "throw new Error('not today');" });
  const cases: [string, Buffer, number, string][] = [
    ['noise', Buffer.from('PK and more'), 422, 'ARCHIVE_INVALID'],
    ['cut short', good.subarray(0, -600), 422, 'ARCHIVE_INVALID'],
    ['a path that climbs', renamed(good, 'sequence.ts', '../../xx.ts'), 422, 'ARCHIVE_INVALID'],
    ['too large', Buffer.alloc(50 * 1024 ** 2 + 1), 413, 'PAYLOAD_TOO_LARGE'],
    ['does not load', broken, 422, 'ENTRY_POINT_ERROR'],
  ];
  for (const [what, body, status, code] of cases)
    expect(await upload(body), what).toMatchObject({ status, error: { code } });
  const json = await upload(Buffer.from('{}'), '', { 'content-type': 'application/json' });
  expect(json).toMatchObject({ status: 415, error: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
  expect(await installed()).toEqual(before);
  expect(readdirSync(join(station.dataDir, 'uploads'))).toEqual([]);
});

test('one package at a time: a second upload is told to wait, and the slow one is taken', async () => {
  const body = archive(2, { version: '6.0.0', sign: true });
  const slow = request(`${station.address}/api/sequences?use=false`, { method: 'POST', headers: ARCHIVE });
  const answered = once(slow, 'response');
  slow.write(body.subarray(0, 1_000));
  await expect.poll(() => readdirSync(join(station.dataDir, 'uploads')), { timeout: 10_000 }).toHaveLength(1);
  expect(await upload(body)).toMatchObject({ status: 409, error: { code: 'UPLOAD_BUSY' } });
  slow.end(body.subarray(1_000));
  const [response] = await answered;
  expect(await json(response)).toMatchObject({ success: true, data: { version: '6.0.0' } });
});

/** The archive with another name in a header, whose sum is right again. */
function renamed(tar: Buffer, from: string, to: string): Buffer {
  const changed = Buffer.from(tar);
  const at = changed.indexOf(`${from}\0`);
  changed.write(to, at);
  const header = changed.subarray(at, at + 512);
  header.write('        ', 148);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return changed;
}
