/** Who did what, on a station, and what somebody who has the file can change without being found out: nothing. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AuditPage } from '@neurohub/contracts/audit';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROJECT_ROOT, TestStation } from '../src/harness/index.ts';

let station: TestStation;

beforeAll(async () => {
  const config = `station: { id: TEST, name: Test station }
batches:
  - { id: b1, sequence_package: pcb_test_v1, auto_start: true, simulation: true, parameters: { settle_ms: 300 } }
`;
  station = await TestStation.start({ packages: [join(PROJECT_ROOT, 'sequences/pcb_test_v1')], config });
  await station.untilState('idle');
});
afterAll(() => station.dispose());

const post = (path: string, body: object = {}) => station.data<unknown>('POST', `/api/batches/${path}`, body);
const trail = (query = '') => station.data<AuditPage>('GET', `/api/audit?limit=500${query}`);
const actions = async (query = '') => (await trail(query)).items.map(({ action }) => action).toReversed();

async function verify(args: string[] = []): Promise<{ code: number; answer: { problems: { kind: string }[] } }> {
  const entry = join(PROJECT_ROOT, 'cli/dist/station.js');
  const command = ['verify', '--url', station.address, '--json', ...args];
  const { stdout, code } = await promisify(execFile)(process.execPath, [entry, ...command], {
    env: { PATH: process.env['PATH'] },
  }).then(
    ({ stdout }) => ({ stdout, code: 0 }),
    (failed: { stdout: string; code: number }) => failed,
  );
  return { code, answer: JSON.parse(stdout) };
}

test('everything that is done is in the trail with who and from where, once, and station verify finds it whole', async () => {
  const executionId = await station.begin('PCB-0001', 'b1', { commandId: randomUUID(), operator: 'Kim' });
  const stop = { commandId: randomUUID() };
  await post('b1/sequence/pause', { operator: 'Kim' });
  for (const _again of [1, 2]) await post('b1/sequence/stop', stop);
  await station.ended(executionId);
  await station.untilState('idle');
  await post('b1/restart');
  expect(await station.request('POST', '/api/batches/nobody/start')).toMatchObject({ status: 404 });

  const { items } = await trail(`&executionId=${executionId}`);
  expect(items.map(({ action, who, from, detail }) => [action, who, from, detail['operator']]).toReversed()).toEqual([
    ['sequence.start', 'local', '127.0.0.1', 'Kim'],
    ['sequence.pause', 'local', '127.0.0.1', 'Kim'],
    ['sequence.stop', 'local', '127.0.0.1', undefined],
    ['execution.closed', 'station', 'station', undefined],
  ]);
  expect(await actions('&action=batch.restart')).toEqual(['batch.restart']);
  expect((await actions()).slice(0, 2)).toEqual(['trail.began', 'station.started']);
  expect(await verify()).toMatchObject({ code: 0, answer: { problems: [], executions: 1 } });
});

test('pages of the trail follow each other', async () => {
  const all = (await trail()).items.map(({ number }) => number);
  const read: number[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: AuditPage = await station.data('GET', `/api/audit?limit=2${cursor && `&cursor=${cursor}`}`);
    read.push(...page.items.map(({ number }) => number));
    cursor = page.nextCursor;
  }
  expect(read).toEqual(all);
});

test('what was changed in the file while the station was down is found, and an anchor tells a trail from another', async () => {
  const { number = 0, hash = '' } = (await trail()).items[0] ?? {};
  expect(await verify(['--anchor', `${number}:${hash}`])).toMatchObject({ code: 0, answer: { anchor: 'found' } });
  expect(await verify(['--anchor', `${number}:${'0'.repeat(64)}`])).toMatchObject({
    ...{ code: 1, answer: { anchor: 'missing', problems: [{ kind: 'truncated', number }] } },
  });
  await station.stop();
  const db = new Database(join(station.dataDir, 'station.db'));
  db.exec("DROP TRIGGER executions_closed_are_immutable; UPDATE executions SET serial_number = 'PCB-9999'");
  db.exec('DROP TRIGGER audit_is_kept; DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)');
  db.close();
  station = await station.restart();
  const { code, answer } = await verify();
  expect(code).toBe(1);
  expect(answer.problems.map(({ kind }) => kind).toSorted()).toEqual(['execution-altered', 'removed']);
});

test('who signs in is in the trail, and what is done has the name; so has who did not get in, unless nobody has it', async () => {
  const password = 'a long enough password';
  await station.data('POST', '/api/users', { name: 'kim', role: 'manager', password });
  const { id: backup } = await station.data<{ id: string }>('POST', '/api/backups');
  await station.stop();
  const file = join(station.folder, 'station.yaml');
  await appendFile(file, 'server: { auth: { enabled: true } }\n');
  station = await station.restart();
  const logIn = (body: object) =>
    fetch(`${station.address}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await logIn({ name: 'kim', password: 'wrong' })).status).toBe(401);
  expect((await logIn({ name: password, password: 'kim' })).status).toBe(401);
  const cookie = (await logIn({ name: 'kim', password })).headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = { cookie, 'x-station-csrf': '1' };
  await station.request('POST', '/api/batches/b1/restart', {}, headers);
  const { body } = await station.request('GET', '/api/audit?limit=20', undefined, headers);
  const said = (body.data as AuditPage).items.map(({ action, who, role, detail }) => ({ action, who, role, detail }));
  expect(JSON.stringify(said)).not.toContain(password);
  const [restarted, loggedIn, unknown, wrong, ...before] = said;
  expect(restarted).toMatchObject({ action: 'batch.restart', who: 'kim', role: 'manager' });
  expect(loggedIn).toMatchObject({ action: 'auth.login', who: 'kim', role: 'manager' });
  expect(unknown).toMatchObject({ action: 'auth.loginFailed', who: 'unknown' });
  expect(wrong).toMatchObject({ action: 'auth.loginFailed', who: 'kim' });
  expect(before).toContainEqual(
    expect.objectContaining({
      action: 'auth.user',
      who: 'local',
      detail: { change: 'added', name: 'kim', role: 'manager' },
    }),
  );
  expect(before).toContainEqual(expect.objectContaining({ action: 'backup.make', detail: { id: backup } }));
});
