// `npm start`, once all is built: starts the simulated instruments that the configuration names, NeuroHub, and the station service.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import './start/exit-with-stdin.mjs';
import { hubNeeded, startHub, variablesWithoutHub } from './start/neurohub.mjs';
import { startSimulators } from './start/simulators.mjs';
import { readConfigText, resolveFlags } from './start/station-flags.mjs';

const require = createRequire(import.meta.url);
const { runChild } = require('./bootstrap/run-child.cjs');

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const { args, env, config, helpOnly, wantsHub, hubDataDir } = resolveFlags({
  args: process.argv.slice(2),
  env: process.env,
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
  root: ROOT,
});
const configText = readConfigText(config);
const [simulators, hub] = helpOnly ? [] : await Promise.all([startSimulators(ROOT, configText, env), hubOrReason()]);
// Whoever started us may be killed, and the station must not stay behind.
const service = [
  `--import=${pathToFileURL(join(ROOT, 'scripts/start/exit-with-stdin.mjs')).href}`,
  join(ROOT, 'station-service/dist/main.js'),
];
const { code } = await runChild(process.execPath, [...service, ...args], {
  cwd: ROOT,
  env: { ...env, ...simulators?.env, ...hub?.env },
});
await Promise.all([simulators?.end(), hub?.end()]);
process.exit(code);

async function hubOrReason() {
  const needed = hubNeeded({ wanted: wantsHub, env, configText });
  if ('stationId' in needed) return startHub({ root: ROOT, env, dataDir: hubDataDir, stationId: needed.stationId });
  process.stdout.write(`${needed.reason}\n`);
  const { waitsFor: stationId } = needed;
  if (stationId === undefined) return undefined;
  return { env: variablesWithoutHub({ env, dataDir: hubDataDir, stationId }), end: async () => {} };
}
