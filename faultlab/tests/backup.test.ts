import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AuditPage } from '@neurohub/contracts/audit';
import type { BackupsView, BackupView } from '@neurohub/contracts/backup-rest';
import { afterAll, afterEach, expect, test } from 'vitest';
import { buildRoot, eventually, PROJECT_ROOT, TestStation, writeManyStepsPackage } from '../src/harness/index.ts';

const STEPS = 60;
const workshop = mkdtempSync(join(tmpdir(), 'backup-'));
let station: TestStation;

afterEach(() => station.dispose());
afterAll(() => rmSync(workshop, { recursive: true }));

/** The built command, as somebody would type it in the folder of the station. */
async function command(...args: string[]): Promise<Record<string, unknown>> {
  return commandWith({}, ...args);
}

async function commandWith(env: Record<string, string>, ...args: string[]): Promise<Record<string, unknown>> {
  const line = [join(PROJECT_ROOT, 'cli/dist/station.js'), ...args, '--json'];
  const options = { cwd: station.folder, env: { PATH: process.env['PATH'], ...env } };
  const { stdout } = await promisify(execFile)(process.execPath, line, options).catch(
    (thrown: { stdout: string }) => thrown,
  );
  return JSON.parse(stdout);
}
/** Everything is moved aside, and nothing is in its place yet. */
async function dieInRestore(backup: string): Promise<void> {
  await dieAt('service:in-restore', { verb: 'restore', backup });
}

async function dieAt(point: string, asked: Record<string, unknown>): Promise<void> {
  const tool = join(buildRoot('faults'), 'station-service/dist/data-tool.js');
  const request = { ...asked, dataDir: station.dataDir, configFile: 'station.yaml' };
  const env = { PATH: process.env['PATH'], STATION_FAULT: `${point}#1` };
  const died = promisify(execFile)(process.execPath, [tool, JSON.stringify(request)], { cwd: station.folder, env });
  await expect(died).rejects.toMatchObject({ signal: 'SIGKILL' });
}
const places = () => ['--data-dir', station.dataDir, '--config', 'station.yaml'];

test('a backup made in the middle of a test is restored whole: what had ended is there, what ran is closed as ERROR', async () => {
  station = await TestStation.start({
    packages: [writeManyStepsPackage(workshop, STEPS, { stepMs: 20 })],
    config: `station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.5 }
storage: { backup: { keep: 2 } }
error_handling: { process_errors: { recovery_mode: resume } }
batches:
  - { id: b1, sequence_package: steps_${STEPS}, auto_start: true }
`,
  });
  await station.untilState('idle');
  const ended = await station.ended(await station.begin('SN-1'));
  const running = await station.begin('SN-2');
  await eventually(async () => (await station.record(running)).lastSeq > 10, { what: 'the test on its way' });
  const made = await command('backup', '--url', station.address);
  const backup = made['backup'] as BackupView;
  expect(backup).toMatchObject({ stationId: 'TEST', reason: 'request' });
  expect((await station.ended(running)).verdict, 'it was not disturbed').toBe('PASS');
  const after = await station.ended(await station.begin('SN-3'));

  expect(await command('restore', backup.id, ...places())).toMatchObject({
    ok: false,
    error: { code: 'DATA_DIR_IN_USE' },
  });
  await station.stop();
  expect(await command('restore', 'backup-of-nobody', ...places())).toMatchObject({
    error: { code: 'BACKUP_NOT_FOUND' },
  });
  await dieInRestore(backup.id);
  const half = new TestStation({ packages: [], folder: station.folder, args: ['--config', 'station.yaml'] });
  await once(half.process, 'exit');
  expect([half.process.exitCode, half.output]).toEqual([1, expect.stringContaining('RESTORE_UNFINISHED')]);
  expect(await command('restore', backup.id, ...places())).toMatchObject({ ok: true, id: backup.id });

  station = await station.restart();
  expect(await station.record(ended.id)).toEqual(ended);
  expect(await station.ended(running)).toMatchObject({ verdict: 'ERROR', state: 'interrupted' });
  expect((await station.request('GET', `/api/results/${after.id}`)).status, 'it came later').toBe(404);
  await station.untilState('idle');
  expect((await station.ended(await station.begin('SN-4'))).verdict).toBe('PASS');
  expect(existsSync(join(station.dataDir, 'before-restore'))).toBe(true);

  // As many as are wanted; the list has them and nothing else.
  const again = [
    await station.data<BackupView>('POST', '/api/backups'),
    await station.data<BackupView>('POST', '/api/backups'),
  ];
  const { items, failure } = await station.data<BackupsView>('GET', '/api/backups');
  expect([items.map(({ id }) => id), failure]).toEqual([again.map(({ id }) => id).reverse(), null]);
  expect(readdirSync(join(station.dataDir, 'backups')).filter((name) => name.includes('backup-'))).toHaveLength(2);

  // A folder that is none: an alarm until one could be made.
  rmSync(join(station.dataDir, 'backups'), { recursive: true });
  writeFileSync(join(station.dataDir, 'backups'), '');
  expect(await station.request('POST', '/api/backups')).toMatchObject({
    status: 500,
    body: { error: { code: 'BACKUP_FAILED' } },
  });
  expect((await station.alarms()).map(({ code }) => code)).toContain('BACKUP_FAILED');
  rmSync(join(station.dataDir, 'backups'));
  await station.data('POST', '/api/backups');
  expect((await station.alarms()).map(({ code }) => code)).not.toContain('BACKUP_FAILED');

  // Wanted by REST: nothing that runs is ended, and the next start puts it back.
  const { items: left } = await station.data<BackupsView>('GET', '/api/backups');
  const later = await station.ended(await station.begin('SN-5'));
  const path = `/api/backups/${left[0]?.id}/restore`;
  expect(await station.data('POST', path, { reason: 'wrong limits' })).toMatchObject({ failure: null });
  expect((await station.record(later.id)).verdict, 'it is still there').toBe('PASS');
  await station.stop();
  station = await station.restart();
  expect((await station.request('GET', `/api/results/${later.id}`)).status).toBe(404);
  expect(await station.record(ended.id)).toEqual(ended);
  expect((await station.data<BackupsView>('GET', '/api/backups')).wanted).toBeNull();
  const { items: trail } = await station.data<AuditPage>('GET', '/api/audit?action=backup.restore');
  expect(trail).toMatchObject([{ who: 'local', detail: { id: left[0]?.id, reason: 'wrong limits' } }]);
});

test('a database is encrypted, its passphrase changed, and each backup restored with its own, without losing a record', async () => {
  const packages = [writeManyStepsPackage(workshop, 6)];
  const config = (passphrase: string) => `station: { id: TEST, name: Test station }
recovery: { backoff_base: 0.5 }
${passphrase && `storage: { warn_used_percent: 100, critical_used_percent: 100, encryption: { passphrase: "${passphrase}" } }`}
batches:
  - { id: b1, sequence_package: steps_6, auto_start: true }
`;
  const configure = (passphrase: string) => writeFileSync(join(station.folder, 'station.yaml'), config(passphrase));
  const header = () => readFileSync(join(station.dataDir, 'station.db')).subarray(0, 15).toString('latin1');
  const refused = async () => {
    const one = new TestStation({ packages: [], folder: station.folder, args: ['--config', 'station.yaml'] });
    await once(one.process, 'exit');
    expect([one.process.exitCode, one.output]).toEqual([1, expect.stringContaining('DATABASE_KEY_WRONG')]);
  };
  station = await TestStation.start({ packages, config: config('') });
  await station.untilState('idle');
  const first = await station.ended(await station.begin('SN-1'));
  await station.stop();
  expect(header()).toBe('SQLite format 3');

  configure('the first passphrase');
  await refused();
  await dieAt('service:in-rekey', { verb: 'rekey' });
  await refused();
  expect(await command('database', 'rekey', ...places())).toMatchObject({ ok: true, encrypted: true });
  expect(header()).not.toBe('SQLite format 3');
  station = await station.restart();
  await station.untilState('idle');
  expect(await station.record(first.id)).toEqual(first);
  const second = await station.ended(await station.begin('SN-2'));
  const { id } = await station.data<BackupView>('POST', '/api/backups');
  const copy = readFileSync(join(station.dataDir, 'backups', id, 'data/station.db'));
  expect(copy.includes('SN-2'), 'a backup is encrypted too').toBe(false);
  await station.stop();

  configure('another passphrase');
  await refused();
  expect(await command('database', 'rekey', ...places())).toMatchObject({ error: { code: 'DATABASE_KEY_WRONG' } });
  const old = { STATION_OLD_PASSPHRASE: 'the first passphrase' };
  const rekeyed = await commandWith(old, 'database', 'rekey', ...places());
  expect(rekeyed).toMatchObject({ ok: true, copy: expect.stringContaining('station-before-rekey-') });
  station = await station.restart();
  expect(await station.record(second.id)).toEqual(second);
  expect(await station.alarms(), 'nothing was set aside').toEqual([]);
  await station.stop();

  // The backup has the passphrase of its day.
  expect(await command('restore', id, ...places())).toMatchObject({ error: { code: 'DATABASE_KEY_WRONG' } });
  configure('the first passphrase');
  expect(await command('restore', id, ...places())).toMatchObject({ ok: true, id });
  station = await station.restart();
  expect([await station.record(first.id), await station.record(second.id)]).toEqual([first, second]);
});
