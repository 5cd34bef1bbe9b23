import { expect, test } from 'vitest';
import { readFlags } from './flags.ts';

test('without flags it is for this machine, with the database that comes along', () => {
  expect(readFlags([], {})).toMatchObject({
    ...{ host: '127.0.0.1', port: 3000, databaseUrl: undefined, openViewing: false, tls: undefined },
    ...{ hostNames: [], trustedProxies: [], metricsToken: undefined, logLevel: 'info' },
  });
});

test('a flag wins over the environment', () => {
  const env = { NEUROHUB_PORT: '4000', DATABASE_URL: 'postgres://u:p@db/hub', NEUROHUB_OPEN_VIEWING: '1' };
  expect(readFlags(['--port', '5000', '--host-names=Hub.example, hub'], env)).toMatchObject({
    ...{ port: 5000, databaseUrl: env.DATABASE_URL, openViewing: true, hostNames: ['hub.example', 'hub'] },
  });
});

test('asks for nothing more than help', () => {
  expect(readFlags(['--port', 'x', '-h'], {})).toBeNull();
});

test.each([
  [['--port', '70000'], {}, '--port: expected a number from 0 to 65535, got "70000"'],
  [[], { NEUROHUB_PORT: 'http' }, 'NEUROHUB_PORT: expected a number from 0 to 65535, got "http"'],
  [['--prot', '1'], {}, 'unknown flag --prot'],
  [['--host'], {}, '--host needs a value'],
  [['start'], {}, 'unexpected argument "start"'],
  [['--trusted-proxies', '10.0.0.0/33'], {}, 'expected addresses or networks such as 10.0.0.0/8, got "10.0.0.0/33"'],
  [['--tls-cert', 'a.pem'], {}, 'given together'],
  [['--log-level', 'loud'], {}, '--log-level: expected one of debug, info, warning, error, got "loud"'],
  [[], { NEUROHUB_OPEN_VIEWING: 'maybe' }, 'NEUROHUB_OPEN_VIEWING: expected 1 or 0, got "maybe"'],
])('refuses %j with %j and says what is allowed', (argv, env, message) => {
  expect(() => readFlags(argv, env)).toThrow(message);
});

test('does not repeat the address of a database, which holds a password', () => {
  expect(() => readFlags(['--database-url', 'mysql://root:hunter22@db'], {})).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('hunter22') }),
  );
});
