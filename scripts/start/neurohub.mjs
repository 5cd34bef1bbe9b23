// The NeuroHub of `npm start`: this machine's own, with the embedded PostgreSQL, and the station of this project enrolled.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';

/** The first start makes a database; the station waits no longer than this for it. */
const READY_WITHIN_MS = 60_000;
/** It answers what is under way and stops its database. */
const END_WITHIN_MS = 30_000;

/**
 * What the configuration says that concerns NeuroHub. Nothing for one that cannot be read: that is for the station itself to say.
 *
 * @param {string} configText
 * @returns {{stationId: string | undefined, hasBackend: boolean}}
 */
export function stationInConfig(configText) {
  try {
    const config = parse(configText);
    const id = config?.station?.id;
    return { stationId: typeof id === 'string' ? id : undefined, hasBackend: Boolean(config?.backend) };
  } catch {
    return { stationId: undefined, hasBackend: false };
  }
}

/**
 * Whether to start one, and if not, why not.
 *
 * @param {{wanted: boolean, env: NodeJS.ProcessEnv, configText: string}} given
 * @returns {{stationId: string} | {reason: string, waitsFor?: string}} `waitsFor`: id of the station whose results wait for it
 */
export function hubNeeded({ wanted, env, configText }) {
  const { stationId, hasBackend } = stationInConfig(configText);
  if (env['NEUROHUB_URL']) return { reason: `results go to NEUROHUB_URL, ${env['NEUROHUB_URL']}` };
  if (hasBackend) return { reason: 'results go to the NeuroHub that `backend` of the configuration names' };
  if (stationId === undefined) return { reason: 'NeuroHub is not started: the configuration names no station' };
  if (!wanted) return { reason: 'NeuroHub is not started (--no-hub): results wait for it', waitsFor: stationId };
  return { stationId };
}

/**
 * Starts NeuroHub and gives the variables by which the station finds it. Whatever keeps it from starting is told, and keeps the
 * station from nothing. It ends with `end()`, and by itself when this process is gone.
 *
 * @param {{root: string, env: NodeJS.ProcessEnv, dataDir: string, stationId: string}} options
 * @returns {Promise<{env: Record<string, string>, end: () => Promise<void>}>}
 */
export async function startHub({ root, env: given, dataDir, stationId }) {
  const env = hubEnvironment(given, dataDir);
  const port = env['NEUROHUB_PORT'] ?? '3000';
  const hub = runHub(root, env);
  const keyFile = join(dataDir, `${stationId}.key`);
  const address = await Promise.race([hub.ready, hub.ended.then(() => null), timeout(READY_WITHIN_MS)]);
  if (address === null) say('NeuroHub does not run (see above). The station tests without it, and keeps its results.');
  else if (!(await enrol(root, env, { stationId, keyFile }))) say('The station could not be enrolled (see above).');
  else sayWhere(address);
  // Without it, something else may be there: that gets no key.
  const variables =
    address === null ? { NEUROHUB_URL: `http://127.0.0.1:${port}` } : stationVariables(address, keyFile);
  return { env: variables, end: hub.end };
}

/**
 * For `--no-hub`: results wait in the queue for the NeuroHub of the last start.
 *
 * @param {{env: NodeJS.ProcessEnv, dataDir: string, stationId: string}} options
 */
export const variablesWithoutHub = ({ env, dataDir, stationId }) =>
  stationVariables(`http://127.0.0.1:${env['NEUROHUB_PORT'] ?? '3000'}`, join(dataDir, `${stationId}.key`));

/** @param {NodeJS.ProcessEnv} env @param {string} dataDir @returns {NodeJS.ProcessEnv} */
function hubEnvironment(env, dataDir) {
  return {
    // On this machine alone, where the station's screen asks nobody who he is either.
    ...(env['NEUROHUB_HOST'] ? {} : { NEUROHUB_OPEN_VIEWING: '1' }),
    NEUROHUB_LOG_LEVEL: 'warning',
    ...env,
    NEUROHUB_DATA_DIR: dataDir,
  };
}

/** @param {string} root @param {NodeJS.ProcessEnv} env */
function runHub(root, env) {
  const exitWithStdin = pathToFileURL(join(root, 'scripts/start/exit-with-stdin.mjs')).href;
  const child = spawn(process.execPath, [`--import=${exitWithStdin}`, hubMain(root)], {
    ...{ cwd: root, env },
    // A group of its own: Ctrl-C ends the station first, whose last results still arrive.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {}); // it may end first
  const ended = new Promise((resolve) => child.once('close', resolve));
  /** @type {Promise<string>} */
  const ready = new Promise((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      const [, address] = /^ready {2}(\S+)$/.exec(line) ?? [];
      if (address) resolve(address);
      else say(line);
    });
  });
  const end = async () => {
    child.stdin.end();
    const giveUp = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    await ended;
    clearTimeout(giveUp);
  };
  return { ready, ended, end };
}

/** @param {string} root @param {NodeJS.ProcessEnv} env @param {{stationId: string, keyFile: string}} station */
async function enrol(root, env, { stationId, keyFile }) {
  const args = [hubMain(root), 'station', 'add', stationId, '--key-file', keyFile];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  return (await new Promise((resolve) => child.once('close', resolve))) === 0;
}

/** @param {string} address */
function sayWhere(address) {
  say(`NeuroHub ${address}`);
  say('         whoever is on this machine may look; to do more, sign in as "admin"');
  say('         (password forgotten? npm run hub -- user password admin)');
}

/** @param {string} url @param {string} keyFile @returns {Record<string, string>} */
function stationVariables(url, keyFile) {
  // Never enrolled: results wait all the same, and the station says what is missing.
  if (!existsSync(keyFile)) return { NEUROHUB_URL: url };
  return { NEUROHUB_URL: url, NEUROHUB_API_KEY: readFileSync(keyFile, 'utf8').trim() };
}

/** @param {string} root */
const hubMain = (root) => join(root, 'neurohub/server/dist/main.js');
/** @param {number} ms @returns {Promise<null>} */
const timeout = (ms) =>
  new Promise((resolve) => {
    setTimeout(() => {
      say(
        `NeuroHub is not ready after ${ms / 1000} s: results wait here meanwhile. Start again when it is, to have them sent.`,
      );
      resolve(null);
    }, ms).unref();
  });
/** @param {string} line */
const say = (line) => process.stdout.write(`${line}\n`);
