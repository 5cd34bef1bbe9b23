/** The package registry over HTTP, with two instances on one database and archives as `station pack` makes them. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyPair, packPackage, signPackage } from '@neurohub/package-kit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heartbeat, INSTALL_A, openHubs, Speaker } from './_hub.ts';

const KEYS = [createKeyPair(), createKeyPair()] as const;
let floor: Awaited<ReturnType<typeof openHubs>>;
let [a, b] = ['', ''];
let folder: string;
let boss: Speaker;
let station: Speaker;

beforeAll(async () => {
  floor = await openHubs(2);
  [a = '', b = ''] = floor.hubs.map(({ address }) => address);
  folder = await mkdtemp(join(tmpdir(), 'registry-'));
  boss = await new Speaker(a).signIn('admin', floor.password);
  station = await enrol('ST-1');
});
afterAll(async () => {
  await floor[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function enrol(id: string): Promise<Speaker> {
  const { data } = await boss.ask('POST', '/api/stations', { id });
  return new Speaker(a, { 'x-api-key': data.key, 'x-install-id': INSTALL_A });
}

/** An archive of a package with one step, with as many signatures. */
async function archive(version: string, { text = 'one', signatures = 1, name = 'pcb' } = {}): Promise<Buffer> {
  const source = join(folder, `${name}-${version}-${text.length}-${signatures}`);
  await mkdir(source, { recursive: true });
  const manifest = `name: ${name}
version: ${version}
description: { ko: 보드, en: ${text} }
entry_point: { module: sequence, class: Pcb }
`;
  await writeFile(join(source, 'manifest.yaml'), manifest);
  const code = `import { Sequence, sequence, step } from '@neurohub/sequence-sdk';
@sequence({ name: '${name}' })
export class Pcb extends Sequence { @step({ order: 1 }) look() { this.measure('n', 1); } }
`;
  await writeFile(join(source, 'sequence.ts'), code);
  const file = join(folder, `${name}.tar`);
  await packPackage({ folder: source, fileFor: () => file });
  for (const { privatePem } of KEYS.slice(0, signatures)) await signPackage({ file, privatePem });
  return readFile(file);
}

async function upload(body: Buffer, { to = a, type = 'application/x-tar' } = {}) {
  return boss.at(to).send('POST', '/api/sequences', body, { 'content-type': type });
}
const deploy = (body: object, name = 'pcb') =>
  boss.ask('POST', `/api/sequences/${name}/deployments`, { stationId: 'ST-1', ...body });
const wanted = async (of = station, id = 'ST-1') => (await of.ask('GET', `/api/stations/${id}/packages`)).data;
const tagOf = async () => (await station.ask('POST', '/api/stations/ST-1/heartbeat', heartbeat())).data.packages;

test('an archive is taken once, whichever instance gets it; the same again is the same answer, and other content needs another version', async () => {
  const first = await archive('1.0.0', { signatures: 0 });
  const { status, data } = await upload(first);
  expect(status).toBe(200);
  expect(data).toMatchObject({ name: 'pcb', version: '1.0.0', keyIds: [], size: first.length, uploadedBy: 'admin' });
  expect(data.archiveSha256).toBe(createHash('sha256').update(first).digest('hex'));
  expect((await upload(first, { to: b })).data).toEqual(data);

  const other = await upload(await archive('1.0.0', { text: 'other content' }));
  expect(other).toMatchObject({ status: 409, code: 'ALREADY_EXISTS' });
  // More signatures of the same content are taken over, fewer are not.
  const signed = await upload(await archive('1.0.0', { signatures: 2 }));
  expect(signed.data).toMatchObject({ packageHash: data.packageHash, keyIds: expect.arrayContaining([KEYS[1].keyId]) });
  expect((await upload(await archive('1.0.0', { signatures: 1 }))).data).toEqual(signed.data);
  expect((await boss.ask('GET', '/api/sequences/pcb/versions/1.0.0')).data).toEqual(signed.data);
});

test('what is no archive, was changed, or comes from somebody who may not, is refused and leaves nothing', async () => {
  const good = await archive('9.0.0');
  const changed = Buffer.from(good);
  changed.writeUInt8(changed.readUInt8(good.indexOf('@sequence(')) ^ 1, good.indexOf('@sequence('));
  expect(await upload(Buffer.from('PK and more'))).toMatchObject({ status: 422, code: 'ARCHIVE_INVALID' });
  expect(await upload(changed)).toMatchObject({ status: 422, code: 'ARCHIVE_INVALID' });
  expect(await upload(Buffer.alloc(50 * 1024 ** 2 + 1))).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  expect(await upload(Buffer.from('{}'), { type: 'application/json' })).toMatchObject({ status: 415 });
  const person = { name: 'olive', password: 'correct horse', role: 'technician' };
  expect((await boss.ask('POST', '/api/users', person)).status).toBe(200);
  const olive = await new Speaker(a).signIn('olive', person.password);
  const tar = { 'content-type': 'application/x-tar' };
  expect(await olive.send('POST', '/api/sequences', good, tar)).toMatchObject({ status: 403, code: 'NOT_ALLOWED' });
  expect(await station.send('POST', '/api/sequences', good, tar)).toMatchObject({ status: 401 });
  expect((await boss.ask('GET', '/api/sequences/pcb/versions/9.0.0')).code).toBe('VERSION_NOT_FOUND');
});

test('an archive comes as a whole or in parts, with its hash, for people who may look and for stations', async () => {
  const bytes = await archive('1.1.0');
  const { data } = await upload(bytes);
  const path = '/api/sequences/pcb/versions/1.1.0/archive';
  const etag = `"${data.archiveSha256}"`;
  const whole = await station.bytes(path);
  expect(whole.bytes.equals(bytes)).toBe(true);
  expect(whole.headers.get('etag')).toBe(etag);
  expect(whole.headers.get('repr-digest')).toBe(
    `sha-256=:${Buffer.from(data.archiveSha256, 'hex').toString('base64')}:`,
  );
  const part = await boss.at(b).bytes(path, { range: 'bytes=512-1023', 'if-range': etag });
  expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 512-1023/${bytes.length}`]);
  expect(part.bytes.equals(bytes.subarray(512, 1024))).toBe(true);
  expect((await boss.bytes(path, { range: `bytes=${bytes.length}-` })).status).toBe(416);
  expect((await boss.bytes(path, { 'if-none-match': etag })).status).toBe(304);
  expect((await new Speaker(a).bytes(path)).status).toBe(401);
});

test('a station is told what it should use, by another tag each time, and what became of it is kept', async () => {
  for (const version of ['1.0.0', '1.1.0', '1.10.0']) await upload(await archive(version, { signatures: 2 }));
  const before = await tagOf();
  const first = await deploy({ version: '1.1.0', reason: 'line 1 is ready' });
  expect(first.data).toMatchObject({
    version: '1.1.0',
    batchId: null,
    state: 'waiting',
    by: 'admin',
    replacedAt: null,
  });
  const tag = await tagOf();
  expect(tag).not.toBe(before);
  expect(await wanted()).toMatchObject({ tag, packages: [{ deploymentId: first.data.id, version: '1.1.0' }] });
  // The same again is no other deployment.
  expect((await deploy({ version: '1.1.0' })).data.id).toBe(first.data.id);
  expect(await deploy({ version: '1.0.0' })).toMatchObject({ status: 409, code: 'DOWNGRADE_REFUSED' });
  expect((await deploy({ version: '7.0.0' })).code).toBe('VERSION_NOT_FOUND');
  expect((await deploy({ version: '1.1.0', stationId: 'ST-0' })).code).toBe('STATION_NOT_FOUND');

  const report = { deploymentId: first.data.id, state: 'refused', message: 'KEY_NOT_TRUSTED: nobody we know' };
  const told = await station.ask('POST', '/api/stations/ST-1/packages', report);
  expect(told.data).toMatchObject({ state: 'refused', message: report.message, stateAt: expect.any(String) });
  expect((await station.ask('POST', '/api/stations/ST-1/packages', report)).data).toEqual(told.data);
  const foreign = await enrol('ST-2');
  expect((await foreign.ask('POST', '/api/stations/ST-2/packages', report)).code).toBe('NOT_FOUND');
  expect(await wanted(foreign, 'ST-2')).toEqual({ tag: 'none', packages: [] });
  // What has failed is tried again when somebody asks for it again.
  const again = await deploy({ version: '1.1.0' });
  expect(again.data).toMatchObject({ state: 'waiting' });
  expect(again.data.id).not.toBe(first.data.id);
});

test('rollback wants what was wanted before, step by step, and an older version needs to be meant', async () => {
  const place = { stationId: 'ST-1', batchId: 'b1' };
  for (const version of ['1.0.0', '1.1.0', '1.10.0']) await upload(await archive(version, { signatures: 2 }));
  for (const version of ['1.0.0', '1.1.0', '1.10.0']) expect((await deploy({ ...place, version })).status).toBe(200);
  const back = () => boss.ask('POST', '/api/sequences/pcb/rollback', { ...place, reason: 'it measures wrong' });
  expect((await back()).data).toMatchObject({ version: '1.1.0', allowDowngrade: true, batchId: 'b1' });
  expect((await back()).data).toMatchObject({ version: '1.0.0', reason: 'it measures wrong' });
  expect(await back()).toMatchObject({ status: 404, code: 'VERSION_NOT_FOUND' });
  // Of the batch; the station has its own.
  expect((await wanted()).packages.map(({ version, batchId }: Record<string, string>) => [version, batchId])).toEqual([
    ['1.1.0', null],
    ['1.0.0', 'b1'],
  ]);
  const batches = [{ id: 'b2', packageName: 'pcb', packageVersion: '1.10.0' }].map((batch) => ({
    ...{ name: 'B', processState: 'idle', sequencePackage: 'installed/pcb', packageHash: null, ...batch },
  }));
  await station.ask('POST', '/api/stations/ST-1/heartbeat', heartbeat({ batches: batches as never }));
  const down = { version: '1.1.0', batchId: 'b2' };
  expect(await deploy(down)).toMatchObject({ status: 409, code: 'DOWNGRADE_REFUSED' });
  expect((await deploy({ ...down, allowDowngrade: true })).data).toMatchObject({ version: '1.1.0' });
  expect((await boss.ask('GET', '/api/sequences')).data[0]).toMatchObject({ name: 'pcb', usedBy: 1 });
});

test('a withdrawn version is given to no station and deployed nowhere, and who did what can be read', async () => {
  await upload(await archive('3.0.0'));
  expect((await deploy({ version: '3.0.0', batchId: 'b3' })).status).toBe(200);
  const path = '/api/sequences/pcb/versions/3.0.0';
  const gone = await boss.ask('POST', `${path}/withdraw`);
  expect(gone.data.withdrawnAt).toEqual(expect.any(String));
  expect((await boss.ask('POST', `${path}/withdraw`)).data).toEqual(gone.data);
  expect((await wanted()).packages.some(({ version }: { version: string }) => version === '3.0.0')).toBe(false);
  expect((await station.bytes(`${path}/archive`)).status).toBe(409);
  expect((await boss.bytes(`${path}/archive`)).status).toBe(200);
  expect(await deploy({ version: '3.0.0', batchId: 'b4' })).toMatchObject({ status: 409, code: 'VERSION_WITHDRAWN' });

  const pages: string[] = [];
  for (let cursor = ''; ; ) {
    const { data } = await boss.ask('GET', `/api/deployments?station=ST-1&limit=3${cursor && `&cursor=${cursor}`}`);
    pages.push(...data.items.map(({ id }: { id: string }) => id));
    if (data.nextCursor === null) break;
    cursor = data.nextCursor;
  }
  expect(new Set(pages).size).toBe(pages.length);
  expect(pages.length).toBeGreaterThan(6);
  const { data: inForce } = await boss.ask('GET', '/api/deployments?station=ST-1&inForce=true');
  expect(inForce.items).toHaveLength(4);
  expect(inForce.items[0]).toMatchObject({
    ...{ version: '3.0.0', batchId: 'b3', state: 'refused', message: expect.stringContaining('VERSION_WITHDRAWN') },
  });
  const { data: audit } = await boss.ask('GET', '/api/audit?limit=500');
  const actions = new Set(audit.items.map(({ action }: { action: string }) => action));
  for (const action of ['package.upload', 'package.deploy', 'package.rollback', 'package.withdraw'])
    expect(actions).toContain(action);
});
