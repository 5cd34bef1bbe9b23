import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VersionPins } from '@neurohub/package-kit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { problemOf } from '../outcome.ts';
import { PackagePull, type PackagePullParts } from './package-pull.ts';

const ID = '0b8a4a3e-7a43-4a53-9a38-6a2b5a5a0001';
const wanted = {
  ...{ deploymentId: ID, name: 'pcb', version: '1.1.0', batchId: 'b1', allowDowngrade: false, size: 10 },
  ...{ packageHash: 'a'.repeat(64), archiveSha256: 'b'.repeat(64) },
};
const before = { name: 'pcb', id: '1.0.0-cccccccccccc' };

/** A station that ended while it took a version into use, and had done so as often before. */
async function afterTrial(cutOff: number) {
  const folder = await mkdtemp(join(tmpdir(), 'package-pull-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const pins = new VersionPins(join(folder, 'pins.json'));
  await pins.set('b1', { name: 'pcb', id: '1.1.0-aaaaaaaaaaaa' });
  const journal = {
    ...{ formatVersion: 1, askedAt: null, wanted: { tag: 't', packages: [wanted] }, settled: {}, reports: {} },
    trial: { deploymentId: ID, name: 'pcb', batchId: 'b1', before: { pin: before } },
    cutOff: cutOff > 0 ? { [ID]: cutOff } : {},
  };
  await writeFile(join(folder, 'journal.json'), JSON.stringify(journal));
  const raise = vi.fn();
  const offline = { kind: 'retry', problem: problemOf('BACKEND_UNREACHABLE', 'no line') } as const;
  const parts = {
    ...{ folder, stationId: 'ST-1', pins, mode: () => 'auto', alarms: { raise }, log: { warn: () => undefined } },
    hub: { ask: async () => offline, askBytes: async () => offline },
    batches: { configs: [], views: [] },
    ...{ events: { on: () => () => undefined }, installed: {}, packages: { list: async () => [] } },
  } as unknown as PackagePullParts;
  const pull = await PackagePull.open(parts);
  const read = async () => JSON.parse(await readFile(join(folder, 'journal.json'), 'utf8'));
  return { pull, pins, raise, journal: read };
}

test('a version that was being taken into use when the station ended is put back before anything begins, and tried again', async () => {
  const { pins, raise, journal } = await afterTrial(0);
  expect(await pins.of('b1')).toEqual(before);
  expect(await journal()).toMatchObject({ trial: null, cutOff: { [ID]: 1 }, settled: {} });
  expect(raise).not.toHaveBeenCalled();
});

test('one that has ended the station twice is given up, and NeuroHub is told when it answers', async () => {
  const { pins, raise, journal } = await afterTrial(1);
  expect(await pins.of('b1')).toEqual(before);
  expect(raise).toHaveBeenCalledWith({
    ...{ code: 'PACKAGE_REFUSED', message: expect.stringContaining('pcb 1.1.0: SERVICE_LOST') },
  });
  const outcome = { state: 'rolledBack', message: expect.stringContaining('2 times') };
  expect(await journal()).toMatchObject({ trial: null, settled: { [ID]: outcome }, reports: { [ID]: outcome } });
});

test('without NeuroHub the station keeps what it has to tell, and ends at once', async () => {
  const { pull, journal } = await afterTrial(1);
  pull.refresh();
  await pull[Symbol.asyncDispose]();
  expect(Object.keys((await journal()).reports)).toEqual([ID]);
});
