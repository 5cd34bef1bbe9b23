import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** So that a newcomer sees a FAIL, too. */
const DEMO = ['--bad-every', '5'];

const SIMULATED = /\$\{(SIM_(\d+)_[A-Z0-9_]+)/g;

/**
 * How many slots of simulated instruments a configuration needs: the highest n of its `${SIM_n_…}`, except where all of them are
 * in the environment already (somebody else's simulators).
 *
 * @param {string} configText
 * @param {NodeJS.ProcessEnv} env
 */
export function slotsNeeded(configText, env) {
  const names = [...configText.matchAll(SIMULATED)];
  if (names.every(([, name]) => name !== undefined && env[name] !== undefined)) return 0;
  return Math.max(0, ...names.map(([, , slot]) => Number(slot)));
}

/**
 * Starts the simulated instruments the configuration needs, if any. They end with `end()`, and by themselves when this process is
 * gone.
 *
 * @param {string} root
 * @param {string} configText
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{env: Record<string, string>, end: () => Promise<void>} | undefined>}
 */
export async function startSimulators(root, configText, env) {
  const slots = slotsNeeded(configText, env);
  if (slots === 0) return undefined;
  const main = join(root, 'simulators/dist/main.js');
  const child = spawn(process.execPath, [main, '--slots', String(slots), ...DEMO, '--exit-with-stdin'], {
    env,
    // A group of its own: Ctrl-C ends the station first, and its cleanup needs the instruments.
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('close', resolve));
  const ready = await Promise.race([firstLine(child.stdout), exited.then(() => undefined)]);
  if (ready === undefined) throw new Error(`the simulated instruments ended before they were ready (${main})`);
  const { env: ports } = JSON.parse(ready);
  process.stdout.write(
    `simulated instruments for ${slots} ${slots === 1 ? 'slot' : 'slots'}, one board in five is bad\n`,
  );
  return {
    env: Object.fromEntries(Object.entries(ports).map(([name, value]) => [name, String(value)])),
    end: async () => {
      child.stdin.end();
      await exited;
    },
  };
}

/** @param {import('node:stream').Readable} stream @returns {Promise<string>} */
function firstLine(stream) {
  return new Promise((resolve) => createInterface(stream).once('line', resolve));
}
