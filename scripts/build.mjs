// Builds what has changed: `node scripts/build.mjs [--kill-points --out build/faults] [--force]`.
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hashInputs, isFresh, remember } from './build/freshness.mjs';
import { BUNDLE_INPUTS, SCREENS, screenInputs } from './build/targets.mjs';

const require = createRequire(import.meta.url);
/** @type {{withLock<T>(file: string, work: () => Promise<T>): Promise<T>}} */
const { withLock } = require('./bootstrap/lock.cjs');
/** @type {{timed<T>(text: string, work: () => Promise<T>): Promise<T>}} */
const { timed } = require('./bootstrap/say.cjs');

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * @typedef {object} Build
 * @property {string} name
 * @property {string} title
 * @property {() => string} inputs
 * @property {() => Promise<string[]>} make answers the files made
 */

/**
 * The station as it is released, and NeuroHub: all bundles and the screens, into each workspace's dist/.
 *
 * @param {{force?: boolean}} [options]
 */
export const buildRelease = (options) =>
  buildAll([bundles({ out: '.', killPoints: false }), ...SCREENS.map((workspace) => screen(workspace))], options);

/**
 * The same bundles, in the same layout below `out`, with the kill points of the fault laboratory.
 *
 * @param {{out?: string, force?: boolean}} [options]
 */
export const buildWithKillPoints = ({ out = 'build/faults', ...options } = {}) =>
  buildAll([bundles({ out, killPoints: true })], options);

/** @param {Build[]} builds @param {{force?: boolean}} [options] */
async function buildAll(builds, { force = false } = {}) {
  const isDue = (/** @type {Build} */ build) => force || !isFresh(ROOT, build.name, build.inputs());
  if (!builds.some(isDue)) return;
  await withLock(join(ROOT, '.cache/bootstrap.lock'), async () => {
    for (const build of builds.filter(isDue)) {
      const inputs = build.inputs();
      remember(ROOT, build.name, inputs, await timed(build.title, build.make));
    }
  });
}

/** @param {{out: string, killPoints: boolean}} options @returns {Build} */
function bundles({ out, killPoints }) {
  const kind = killPoints ? 'with kill points' : 'release';
  return {
    name: `bundles ${out === '.' ? 'release' : out}`,
    title: `Building the station (${kind})`,
    inputs: () => hashInputs(ROOT, BUNDLE_INPUTS, kind),
    make: async () => {
      const { bundleAll } = await import('./build/bundle.mjs');
      return bundleAll({ root: ROOT, out: resolve(ROOT, out), killPoints });
    },
  };
}

/** @param {string} workspace @returns {Build} */
function screen(workspace) {
  return {
    name: `screen ${workspace}`,
    title: `Building the screen of ${workspace}`,
    inputs: () => hashInputs(ROOT, screenInputs(workspace), ''),
    make: async () => {
      const { buildScreen } = await import('./build/screen.mjs');
      return buildScreen(ROOT, workspace);
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      'kill-points': { type: 'boolean', default: false },
      out: { type: 'string' },
      force: { type: 'boolean', default: false },
    },
  });
  const { force, out } = values;
  await (values['kill-points']
    ? buildWithKillPoints({ ...(out !== undefined && { out }), force })
    : buildRelease({ force }));
}
