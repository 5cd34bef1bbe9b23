// `npm run hub -- [flags or command]`, once all is built: NeuroHub by itself, or a command on its database. Paths mean the folder in
// which the person typed them; without one it is the NeuroHub of `npm start`.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import './start/exit-with-stdin.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

process.env['NEUROHUB_DATA_DIR'] ??= join(ROOT, 'data/neurohub');
process.chdir(process.env['INIT_CWD'] ?? process.cwd());
await import(new URL('../neurohub/server/dist/main.js', import.meta.url).href);
