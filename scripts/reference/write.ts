/** `node scripts/reference/write.ts`, after a docstring, a route, an event, an error or a command has changed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedPages, ROOT } from './generated-pages.ts';

for (const [path, text] of Object.entries(generatedPages())) {
  mkdirSync(dirname(join(ROOT, path)), { recursive: true });
  writeFileSync(join(ROOT, path), text);
}
