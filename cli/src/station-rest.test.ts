import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { getFromStation } from './station-rest.ts';

/** Answers with the key that it was given. */
async function stationUrl(): Promise<string> {
  const server = createServer((request, response) => {
    response.end(
      JSON.stringify({ success: true, data: { key: request.headers['x-api-key'] ?? null, path: request.url } }),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const input = (env: Record<string, string>) => ({
  ...{ args: [], flags: {}, cwd: '/', env },
  ...{ out: () => undefined, err: () => undefined },
});

test('asks the station that STATION_URL names, with the key of STATION_API_KEY when there is one', async () => {
  const url = await stationUrl();
  const asked = (env: Record<string, string>) => getFromStation(input({ STATION_URL: url, ...env }), '/api/x');
  expect(await asked({})).toEqual({ key: null, path: '/api/x' });
  expect(await asked({ STATION_API_KEY: '' })).toEqual({ key: null, path: '/api/x' });
  expect(await asked({ STATION_API_KEY: 'k-1' })).toEqual({ key: 'k-1', path: '/api/x' });
});
