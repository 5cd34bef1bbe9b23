/** What is written from the schemas, by path below the project: docs/schemas/, and the table in docs/manifest.md. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { editorSchemas } from './editor-schemas.ts';
import type { JsonSchema } from './json-schema.ts';
import { manifestTable } from './manifest-table.ts';

export const ROOT = join(fileURLToPath(import.meta.url), '../../..');
const PAGE = 'docs/manifest.md';

export function generatedFiles(): Record<string, string> {
  const schemas = editorSchemas();
  const files = Object.entries(schemas).map(([name, schema]) => [
    `docs/schemas/${name}`,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
  const page = readFileSync(join(ROOT, PAGE), 'utf8');
  const table = manifestTable(schemas['manifest.schema.json'] as JsonSchema);
  const between = /(<!-- fields: made by scripts\/schemas\/write\.ts -->\n).*?(\n<!-- end of fields -->)/s;
  return {
    ...Object.fromEntries(files),
    [PAGE]: page.replace(between, (_, begin, end) => `${begin}\n${table}\n${end}`),
  };
}
