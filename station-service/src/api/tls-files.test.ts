import { readFileSync } from 'node:fs';
import { cp, mkdtemp } from 'node:fs/promises';
import type { Server as HttpServer } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { Redactor } from '@neurohub/contracts/redactor';
import { addressOf } from '@neurohub/server-kit/listener';
import { readTlsFiles as readFilesOf, type TlsConfig } from '@neurohub/server-kit/tls-files';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StationLog } from '../core/station-log.ts';
import { bindStation } from './listener.ts';
import { TLS_NAMES, TlsWatch } from './tls-watch.ts';

const FIXTURES = join(import.meta.dirname, '../../../faultlab/fixtures/tls');
const fixture = (name: string) => join(FIXTURES, name);
const readTlsFiles = (tls: TlsConfig) => readFilesOf(tls, TLS_NAMES);
const good: TlsConfig = {
  ...{ cert: fixture('station.cert.pem'), key: fixture('station.key.pem'), passphrase: undefined },
  minVersion: '1.2',
};
const logging = { level: 'error', file: undefined, maxSizeBytes: 1e6, backupCount: 0 } as const;
const { logger: log } = new StationLog(logging, { dataDir: '/nowhere', redactor: new Redactor() });

test('knows the names that the certificate is made out for, and when it ends', async () => {
  const { names, validTo } = await readTlsFiles(good);
  expect(names).toEqual(['station.example', 'localhost', '127.0.0.1', '[::1]']);
  expect(validTo.getTime()).toBeGreaterThan(Date.now());
});

test('reads a key that has a passphrase', async () => {
  const { context } = await readTlsFiles({ ...good, key: fixture('locked.key.pem'), passphrase: 'for-tests' });
  expect(context.passphrase).toBe('for-tests');
});

test.each([
  ['cert', { cert: '/nowhere/cert.pem' }, 'cannot be read'],
  ['key', { key: '/nowhere/key.pem' }, 'cannot be read'],
  ['cert', { cert: fixture('README.md') }, 'holds no certificate in PEM form'],
  ['key', { key: fixture('station.cert.pem') }, 'holds no private key in PEM form'],
  ['key', { key: fixture('locked.key.pem'), passphrase: 'wrong' }, 'holds no private key in PEM form'],
  ['key', { key: fixture('renewed.key.pem') }, 'is not the key of'],
])('names server.tls.%s of %o', async (name, change, message) => {
  await expect(readTlsFiles({ ...good, ...change })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(new RegExp(`^server\\.tls\\.${name}: .*${message}`)),
  });
});

let server: HttpServer;
let folder: string;
let config: TlsConfig;
const alarms = { raise: vi.fn(), clear: vi.fn() };

beforeEach(async () => {
  vi.clearAllMocks();
  folder = await mkdtemp(join(tmpdir(), 'tls-'));
  config = { ...good, cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await furnish('station');
  const { context } = await readTlsFiles(config);
  server = await bindStation({ host: '127.0.0.1', port: 0, tls: context });
});
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function furnish(name: string): Promise<void> {
  await cp(fixture(`${name}.cert.pem`), config.cert);
  await cp(fixture(`${name}.key.pem`), config.key);
}

async function watch(now = Date.now()): Promise<TlsWatch> {
  const inUse = await readTlsFiles(config);
  return new TlsWatch({ server: server as TlsServer, config, inUse, alarms, log, now: () => now });
}

/** Who answers, when only that certificate is trusted. */
function servedName(trusted: string, maxVersion: 'TLSv1.1' | 'TLSv1.3' = 'TLSv1.3'): Promise<unknown> {
  const { port } = new URL(addressOf(server, '127.0.0.1'));
  return new Promise((resolve, reject) => {
    const ca = readFileSync(fixture(`${trusted}.cert.pem`));
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca, maxVersion, minVersion: 'TLSv1' }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('serves with the certificate, and not with a TLS that is too old', async () => {
  expect(addressOf(server, '127.0.0.1')).toMatch(/^https:\/\//);
  expect(await servedName('station')).toBe('station.example');
  await expect(servedName('station', 'TLSv1.1')).rejects.toThrow(/protocol|alert|version/i);
});

test('takes a renewed certificate without a restart', async () => {
  using watched = await watch();
  await furnish('renewed');
  await watched.look();
  expect(await servedName('renewed')).toBe('renewed.example');
});

test('keeps the certificate in use when the new files are no pair, and says so until they are', async () => {
  using watched = await watch();
  await cp(fixture('renewed.cert.pem'), config.cert);
  await watched.look();
  expect(alarms.raise).toHaveBeenCalledExactlyOnceWith({
    code: 'CERTIFICATE_PROBLEM',
    message: expect.stringContaining('is not the key of'),
  });
  expect(await servedName('station')).toBe('station.example');
  alarms.clear.mockClear();
  await furnish('renewed');
  await watched.look();
  expect(alarms.clear).toHaveBeenCalledOnce();
});

test('says a month before that the certificate ends', async () => {
  const { validTo } = await readTlsFiles(config);
  using _ = await watch(validTo.getTime() - 29 * 86_400_000);
  expect(alarms.raise).toHaveBeenCalledExactlyOnceWith({
    code: 'CERTIFICATE_PROBLEM',
    message: `the certificate in use ends on ${validTo.toISOString().slice(0, 10)}`,
  });
});
