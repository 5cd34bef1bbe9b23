import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const ENTRIES = [
  'sequence-sdk/dist/sdk.js',
  'batch-worker/dist/worker.js',
  'batch-worker/dist/watchdog.js',
  'station-service/dist/main.js',
  'station-service/dist/config-tool.js',
  'station-service/dist/db-writer.js',
  'station-service/dist/db-reader.js',
  'station-service/dist/db-care.js',
  'station-service/dist/data-tool.js',
  'cli/dist/station.js',
  'cli/dist/describe.js',
  'simulators/dist/main.js',
  'neurohub/server/dist/main.js',
];

const scripts = (root: string) =>
  Object.fromEntries(
    globSync('{*,neurohub/*}/dist/*.js', { cwd: root }).map((file) => [file, readFileSync(join(root, file), 'utf8')]),
  );

it('has every entry of the station, in the release and with kill points', () => {
  for (const root of [ROOT, join(ROOT, 'build/faults')])
    expect(Object.keys(scripts(root))).toEqual(expect.arrayContaining(ENTRIES));
});

it('has nothing of the kill points in the release', () => {
  for (const [file, code] of Object.entries(scripts(ROOT))) expect(code.includes('STATION_FAULT'), file).toBe(false);
});

it('has kill points in the build for the fault laboratory', () => {
  const faults = scripts(join(ROOT, 'build/faults'));
  expect(Object.values(faults).some((code) => code.includes('STATION_FAULT'))).toBe(true);
});

it('has no schema library in the SDK, which every package loads', () => {
  const map = JSON.parse(readFileSync(join(ROOT, 'sequence-sdk/dist/sdk.js.map'), 'utf8')) as { sources: string[] };
  expect(map.sources.filter((source) => source.includes('node_modules'))).toEqual([]);
});

it('loads what it leaves out of the SDK when a driver needs it', async () => {
  const sdk = (await import(join(ROOT, 'sequence-sdk/dist/sdk.js'))) as typeof import('@neurohub/sequence-sdk');
  expect(await sdk.listSerialPorts()).toBeInstanceOf(Array);
  const plc = new sdk.OpcUaClient({ endpoint: 'opc.tcp://127.0.0.1:1' });
  await expect(plc.connect()).rejects.toMatchObject({ code: 'DRIVER_CONNECTION' });
});
