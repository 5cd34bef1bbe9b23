import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CommandInput } from '../command.ts';
import { readStationFile } from './station-file.ts';

const STATION = `station: { id: ST-1, name: "Line \${LINE}" }
backend: { url: http://hub, api_key: "\${UNSET_KEY}" }
paths: { data_dir: "\${WHERE}/kept" }
shared_hardware:
  chamber_1: { host: 10.0.0.9, port: 502 }
batches:
  - id: left
    sequence_package: sequences/pcb
    barcode_scanner: usb
    hardware: { dmm: { port: "\${DMM_PORT}" }, chamber: { shared: chamber_1 } }
    parameters: { settle_ms: 5 }
  - { id: wrong, sequence_package: pcb, slot: 99 }
  - { id: lost, sequence_package: pcb, hardware: { chamber: { shared: chamber_2 } } }
`;

async function input(more: Partial<CommandInput> = {}, text: string | null = STATION): Promise<CommandInput> {
  const cwd = await mkdtemp(join(tmpdir(), 'station-file-'));
  onTestFinished(() => rm(cwd, { recursive: true }));
  await mkdir(join(cwd, 'config'));
  if (text !== null) await writeFile(join(cwd, 'config/station.yaml'), text);
  return { args: [], flags: {}, cwd, env: { WHERE: '/srv', DMM_PORT: '1' }, out() {}, err() {}, ...more };
}
const read = async () => (await readStationFile(await input())) ?? expect.fail('there is a station');

test('a batch is read with its references kept and its shared instruments filled in, whatever else is not set here', async () => {
  const station = await read();
  expect(station.dataDir).toBe('/srv/kept');
  expect(station.batch('left')).toMatchObject({
    id: 'left',
    sequencePackage: 'pcb',
    hardware: { dmm: { port: '${DMM_PORT}' }, chamber: { host: '10.0.0.9', port: 502 } },
    shared: { chamber: 'chamber_1' },
    parameters: { settle_ms: 5 },
  });
});

test('a batch that is not there is named with the one that was meant', async () => {
  const station = await read();
  expect(() => station.batch('leftt')).toThrow(
    expect.objectContaining({ code: 'BATCH_NOT_FOUND', message: expect.stringContaining('did you mean "left"?') }),
  );
});

test('what is wrong with the batch is told with its place in the file; other batches do not matter', async () => {
  const station = await read();
  expect(() => station.batch('wrong')).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(':12:41 batches.1.slot') }),
  );
  expect(() => station.batch('lost')).toThrow('shared_hardware has no "chamber_2"; did you mean "chamber_1"?');
});

test('no file is no station, unless one was named', async () => {
  expect(await readStationFile(await input({}, null))).toBeNull();
  const named = { code: 'CONFIG_NOT_FOUND' };
  await expect(readStationFile(await input({ flags: { config: 'gone.yaml' } }))).rejects.toMatchObject(named);
  await expect(readStationFile(await input({ env: { STATION_CONFIG: 'gone.yaml' } }))).rejects.toMatchObject(named);
});
