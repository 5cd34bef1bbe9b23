import { readFileSync } from 'node:fs';
import { stationConfigSchema } from '@neurohub/contracts/config';
import { type Manifest, manifestSchema } from '@neurohub/contracts/manifest';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { PcbTest } from './sequence.ts';

const readYaml = (path: string) => parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const manifest: Manifest = manifestSchema.parse(readYaml('manifest.yaml'));

it('declares the same parameters, with the same defaults, as the class', () => {
  const initial: Record<string, unknown> = { ...new PcbTest() };
  const declared = Object.entries(manifest.parameters).map(([id, { default: value }]) => [id, value]);
  expect(declared).toEqual(declared.map(([id]) => [id, initial[String(id)]]));
  expect(Object.keys(initial)).toEqual(expect.arrayContaining(Object.keys(manifest.parameters)));
});

it('gives a serial number as example that its own pattern takes', () => {
  const { pattern, example = '' } = manifest.serialNumber ?? { pattern: '^$' };
  expect(example).toMatch(new RegExp(pattern, 'u'));
});

it('gets all the settings that its instruments need from the demo station', () => {
  const { batches } = stationConfigSchema.parse(readYaml('../../config/station.yaml'));
  expect(batches.map(({ autoStart }) => autoStart)).toEqual([true, false]);
  for (const { hardware } of batches) {
    expect(Object.keys(hardware)).toEqual(Object.keys(manifest.hardware));
    for (const [id, { configSchema }] of Object.entries(manifest.hardware)) {
      const required = Object.keys(configSchema).filter((key) => configSchema[key]?.required);
      expect(Object.keys(hardware[id] ?? {})).toEqual(expect.arrayContaining(required));
      expect(Object.keys(configSchema)).toEqual(expect.arrayContaining(Object.keys(hardware[id] ?? {})));
    }
  }
});

it('leaves no instrument of one batch to another', () => {
  const { batches } = stationConfigSchema.parse(readYaml('../../config/station.yaml'));
  const ports = batches.flatMap(({ hardware }) => Object.values(hardware).map(({ port }) => port));
  expect(new Set(ports).size).toBe(ports.length);
});
