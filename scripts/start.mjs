// `npm start`, once all is built: starts the simulated instruments that the configuration names, and the station service.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import './start/exit-with-stdin.mjs';
import { startSimulators } from './start/simulators.mjs';
import { readConfigText, resolveFlags } from './start/station-flags.mjs';

const require = createRequire(import.meta.url);
const { runChild } = require('./bootstrap/run-child.cjs');

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const { args, env, config, helpOnly } = resolveFlags({
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  root: ROOT,
});
const simulators = helpOnly ? undefined : await startSimulators(ROOT, readConfigText(config), env);
// Whoever started us may be killed, and the station must not stay behind.
const service = [
  `--import=${pathToFileURL(join(ROOT, 'scripts/start/exit-with-stdin.mjs')).href}`,
  join(ROOT, 'station-service/dist/main.js'),
];
const { code } = await runChild(process.execPath, [...service, ...args], {
  cwd: ROOT,
  env: { ...env, ...simulators?.env },
});
await simulators?.end();
process.exit(code);
