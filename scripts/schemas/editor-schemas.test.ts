import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { editorSchemas } from './editor-schemas.ts';
import { generatedFiles, ROOT } from './generated-files.ts';
import type { JsonSchema } from './json-schema.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const schemas = editorSchemas();
/** As an editor would: by the JSON Schema alone. */
const problems = (name: string, value: unknown) =>
  z.fromJSONSchema(schemas[name] as JsonSchema & object).safeParse(value).error?.issues ?? [];

const SHAPES = 'package-kit/fixtures/manifests';
/** The station warns of keys in these; an editor marks them. */
const WARNED = ['unknown-keys.yaml', 'many-commands.yaml'];
const GOOD = readdirSync(join(ROOT, SHAPES)).filter((name) => name.endsWith('.yaml') && !WARNED.includes(name));
const TEMPLATES = readdirSync(join(ROOT, 'cli/templates'));

it('what is generated is what would be generated now: run `node scripts/schemas/write.ts`', () => {
  for (const [path, text] of Object.entries(generatedFiles())) expect(read(path), path).toBe(text);
});

describe('the schema of a manifest', () => {
  const manifests = [
    ...GOOD.map((name) => `${SHAPES}/${name}`),
    ...TEMPLATES.map((name) => `cli/templates/${name}/manifest.yaml`),
    'sequences/pcb_test_v1/manifest.yaml',
  ];
  it.each(manifests)('has nothing against %s', (path) => {
    // A key without a value counts as absent; an editor would not say so.
    const value = parse(read(path).replace(/^\w+:\s*$(?!\n\s)/gm, ''), { schema: 'core' });
    expect(problems('manifest.schema.json', value)).toEqual([]);
  });

  it('sees a typing error and a wrong value', () => {
    const base = { name: 'x', version: '1.0.0', entry_point: { module: 'm', class: 'C' } };
    expect(problems('manifest.schema.json', base)).toEqual([]);
    for (const wrong of [{ stop_on_fial: true }, { version: '1.0' }, { hardware: { a: { driver: 'd', class: 'D' } } }])
      expect(problems('manifest.schema.json', { ...base, ...wrong })).not.toEqual([]);
  });

  it.each(TEMPLATES)('is named by the template %s where `station new` puts it', (name) => {
    const hint =
      /^# yaml-language-server: \$schema=(\S+)\n/.exec(read(`cli/templates/${name}/manifest.yaml`))?.[1] ?? '';
    const made = join(ROOT, 'sequences/new_package/manifest.yaml');
    expect(resolve(dirname(made), hint)).toBe(join(ROOT, 'docs/schemas/manifest.schema.json'));
  });
});

it('the schema of limits takes every kind as the file writes it, and no camelCase', () => {
  const limits = (limit: unknown) => ({ version: '1.0.0', limits: { vcc: { default: limit } } });
  const good = parse(read('faultlab/fixtures/measuring_v1/limits.yaml'));
  expect(problems('limits.schema.json', good)).toEqual([]);
  const all = [{ one_of: ['a'], case_sensitive: false }, { outside: { low: 1, high: 2, low_exclusive: true } }];
  expect(problems('limits.schema.json', limits([...all, { equals: { a: 1 } }, { matches: '^v' }]))).toEqual([]);
  expect(problems('limits.schema.json', limits({ lowExclusive: true, low: 1 }))).not.toEqual([]);
});

it('the schema of station.yaml takes references for numbers, and the configuration that comes along', () => {
  expect(problems('station.schema.json', parse(read('config/station.yaml')))).toEqual([]);
  const port = (value: unknown) => ({ station: { id: 'A', name: 'A' }, server: { port: value } });
  expect(problems('station.schema.json', port('${PORT}'))).toEqual([]);
  expect(problems('station.schema.json', port('eighty'))).not.toEqual([]);
});
