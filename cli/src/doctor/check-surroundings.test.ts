import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { checkPort } from './check-port.ts';
import { checkClock, checkVersions } from './check-surroundings.ts';
import { type ExaminedConfig, examinedConfigSchema } from './examined.ts';
import { findingsOf, matter } from './finding.ts';

function config(port: number): ExaminedConfig {
  return examinedConfigSchema.parse({
    server: { host: '127.0.0.1', port },
    paths: { sequences_dir: 's', data_dir: 'd' },
    storage: { min_free_mb: 1 },
    batches: [],
  });
}

async function serve(): Promise<number> {
  const server = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as { port: number }).port;
}

it('finds a clock that is before the build of the station', async () => {
  const built = Date.parse('2026-11-26');
  expect(await checkClock(Date.parse('2019-01-01'), built)).toMatchObject([
    { level: 'problem', fix: expect.stringContaining('timedatectl') },
  ]);
  expect(await checkClock(built + 1, built)).not.toMatchObject([{ level: 'problem' }]);
});

it('finds a Node that does not fit, and a station that runs on another version', () => {
  expect(checkVersions(null, '22.1.0')).toMatchObject([{ level: 'problem' }]);
  expect(checkVersions(null, '24.1.0')).toMatchObject([{ level: 'ok' }]);
  const running = (version: string) => ({ told: { version, batches: [], sync: null }, refusal: '' });
  expect(checkVersions(running('0.0.1'), '24.1.0')).toMatchObject([{ level: 'warning' }]);
  expect(checkVersions(running(packageJson.version), '24.1.0')).toMatchObject([{ level: 'ok' }]);
});

it('finds a port that another program has, and an address that is not of this machine', async () => {
  const taken = await serve();
  expect(await checkPort(config(taken), null)).toMatchObject([
    { level: 'problem', fix: expect.stringContaining('ss -ltnp') },
  ]);
  const foreign = { ...config(8080), server: { host: '192.0.2.1', port: 8080 } };
  expect(await checkPort(foreign, null)).toMatchObject([
    { level: 'problem', message: '192.0.2.1 is no address of this machine' },
  ]);
});

it('is never silent about a check that breaks', async () => {
  const broken = await findingsOf('disk', () => Promise.reject(new Error('EIO')));
  expect(broken).toEqual([matter('disk').problem('could not be looked at: EIO', expect.any(String))]);
});
