/** The archive of NeuroHub: unpacked, installed for a user who is not root, run on what is in it alone, removed. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test, vi } from 'vitest';
import { renderUnit } from '../installer/service-manager.mjs';
import { stageHub } from '../package/stage-hub.mjs';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const ROOT = join(import.meta.dirname, '../..');
const NOBODY = 65_534;
const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

const folder = mkdtempSync(join(tmpdir(), 'neurohub-install-'));
chmodSync(folder, 0o755);
mkdirSync(join(folder, 'opt'));
if ('uid' in user) chownSync(join(folder, 'opt'), NOBODY, NOBODY);
const prefix = join(folder, 'opt/neurohub');
const env = { PATH: '/usr/bin:/bin', TMPDIR: join(folder, 'opt'), NEUROHUB_PORT: '0' };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (program: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { ...user, env, cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
};

test('it is installed, serves with its own PostgreSQL, enrols a station meanwhile, and keeps data when removed', async () => {
  const release = stageHub({ root: ROOT, out: folder, version: '1.0.0' });
  const installed = run(join(release, 'install'), '--prefix', prefix);
  expect(installed).toEqual({ status: 0, output: expect.stringContaining(`installed 1.0.0 in ${prefix}`) });
  expect(readdirSync(prefix).toSorted()).toEqual(['bin', 'config', 'current', 'data', 'releases']);
  rmSync(release, { recursive: true });

  const hub = spawn(join(prefix, 'bin/neurohub'), { ...user, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let address = '';
  for await (const line of createInterface(hub.stdout)) {
    address = /^ready {2}(\S+)/.exec(line)?.[1] ?? '';
    if (address) break;
  }
  hub.stdout.resume();
  expect((await fetch(`${address}/api/health/ready`)).status).toBe(200);
  const page = await fetch(address, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('<div id="root">');
  expect(run(join(prefix, 'bin/neurohub'), 'station', 'add', 'ST-1').output).toMatch(/key of ST-1: nhs_\S+/);
  hub.kill('SIGTERM');
  expect(await once(hub, 'close')).toEqual([0, null]);

  const again = stageHub({ root: ROOT, out: folder, version: '1.0.0' });
  expect(run(join(again, 'install'), '--remove', '--prefix', prefix).status).toBe(0);
  expect(readdirSync(prefix).toSorted()).toEqual(['config', 'data']);
  expect(existsSync(join(prefix, 'data/postgres'))).toBe(true);
});

test('its unit names what is installed', () => {
  const unit = renderUnit(readFileSync(join(ROOT, 'deploy/neurohub.service'), 'utf8'), {
    prefix: '/opt/n',
    user: 'hub',
  });
  expect(unit).toMatch(/ExecStart=\/opt\/n\/bin\/neurohub\n[\s\S]*User=hub\n/);
  expect(unit).not.toMatch(/@[A-Z]+@/);
});
