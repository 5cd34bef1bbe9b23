import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { editorSchemas } from '../schemas/editor-schemas.ts';
import type { JsonSchema } from '../schemas/json-schema.ts';

const ROOT = join(import.meta.dirname, '../..');
const schemas = editorSchemas();

/** What a block is a part of, and what stands around it there. */
const FILES: { keys: string[]; schema: string; around: object }[] = [
  {
    keys: ['batches', 'shared_hardware', 'rendezvous'],
    schema: 'station',
    around: { station: { id: 'A', name: 'A' } },
  },
  { keys: ['limits'], schema: 'limits', around: {} },
  {
    keys: ['hardware', 'parameters'],
    schema: 'manifest',
    around: { name: 'a', version: '1.0.0', entry_point: { module: './a.ts', class: 'A' } },
  },
];

interface Block {
  place: string;
  value: Record<string, unknown>;
}

const blocks: Block[] = globSync('docs/*.md', { cwd: ROOT }).flatMap((page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^ *```yaml\n([\s\S]*?)^ *```/gm)].map((match) => ({
    place: `${page}:${text.slice(0, match.index).split('\n').length}`,
    value: parse(match[1] ?? '') as Block['value'],
  }));
});

/** As an editor would say them. */
function problems({ place, value }: Block): string[] {
  const file = FILES.find(({ keys }) => keys.some((key) => key in value));
  if (!file) return [];
  const schema = z.fromJSONSchema(schemas[`${file.schema}.schema.json`] as JsonSchema & object);
  const { error } = schema.safeParse({ ...file.around, ...value });
  return (error?.issues ?? []).map(({ path, message }) => `${place} ${path.join('.')}: ${message}`);
}

it('every YAML of the documentation that belongs into a file of ours is accepted there', () => {
  expect(
    blocks.filter(({ value }) => FILES.some(({ keys }) => keys.some((key) => key in value))).length,
  ).toBeGreaterThan(5);
  expect(blocks.flatMap(problems)).toEqual([]);
});

it('sees a key that is none', () => {
  expect(
    problems({
      place: 'x',
      value: { hardware: { a: { display_name: 'A', driver: './d.ts', class: 'D', config: {} } } },
    }),
  ).not.toEqual([]);
});
