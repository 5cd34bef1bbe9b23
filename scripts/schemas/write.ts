/** `node scripts/schemas/write.ts`, after a schema of contracts has changed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles, ROOT } from './generated-files.ts';

for (const [path, text] of Object.entries(generatedFiles())) writeFileSync(join(ROOT, path), text);
