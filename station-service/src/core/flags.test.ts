import { expect, it } from 'vitest';
import { readFlags } from './flags.ts';

const code = expect.objectContaining({ code: 'CONFIG_INVALID' });

it('reads nothing as nothing', () => {
  const none = { configFile: undefined, host: undefined, port: undefined, dataDir: undefined };
  expect(readFlags([], { STATION_PORT: '' })).toEqual({ help: false, ...none });
});

it('prefers a flag to its environment variable', () => {
  const env = { STATION_CONFIG: 'e.yaml', STATION_PORT: '1', STATION_HOST: 'h', STATION_DATA_DIR: 'e' };
  expect(readFlags(['--port', '8081', '--data-dir=d'], env)).toEqual({
    ...{ help: false, configFile: 'e.yaml', host: 'h', port: 8081, dataDir: 'd' },
  });
});

it('takes NeuroHub and the key for it from the environment', () => {
  const env = { NEUROHUB_URL: 'https://hub.example/', NEUROHUB_API_KEY: 'k' };
  expect(readFlags([], env).hub).toEqual({ url: 'https://hub.example', apiKey: 'k' });
  expect(readFlags(['--hub', 'http://other:3000'], { NEUROHUB_URL: 'x' }).hub).toMatchObject({
    url: 'http://other:3000',
  });
  expect(() => readFlags([], { NEUROHUB_URL: 'hub' })).toThrow(/NEUROHUB_URL: expected an address such as/);
});

it.each(['--help', '-h'])('knows %s', (flag) => {
  expect(readFlags([flag], {}).help).toBe(true);
});

it.each([
  [['--prot', '1'], /unknown flag --prot; did you mean --port\?/],
  [['--verbose'], /unknown flag --verbose/],
  [['-x'], /unknown flag -x/],
  [['--port'], /--port needs a value/],
  [['--port=99999'], /--port: expected a number from 0 to 65535, got "99999"/],
  [['start'], /unexpected argument "start"/],
])('refuses %j with the reason', (argv, message) => {
  expect(() => readFlags(argv, {})).toThrow(message);
  expect(() => readFlags(argv, {})).toThrow(code);
});

it('names the environment variable when its port is none', () => {
  expect(() => readFlags([], { STATION_PORT: 'http' })).toThrow(/STATION_PORT: expected a number/);
});
