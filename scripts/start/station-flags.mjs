import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PATH_FLAGS = ['--config', '--data-dir'];
const PATH_VARIABLES = ['STATION_CONFIG', 'STATION_DATA_DIR', 'NEUROHUB_DATA_DIR'];
const NO_HUB = '--no-hub';

/**
 * The flags and variables of the station with paths made absolute: people mean the folder they typed them in, the station runs
 * in the folder of the project. `--no-hub` is for the start, not for the station. NeuroHub's data are below those of the station.
 *
 * @param {{args: readonly string[], env: NodeJS.ProcessEnv, cwd: string, root: string}} options
 * @returns {{args: string[], env: NodeJS.ProcessEnv, config: string, helpOnly: boolean, wantsHub: boolean, hubDataDir: string}}
 */
export function resolveFlags({ args, env, cwd, root }) {
  const given = args.filter((arg) => arg !== NO_HUB);
  const resolved = given.map((arg, index) => {
    const [, flag, value] = /^(--[^=]+)=(.*)$/.exec(arg) ?? [];
    if (flag && value && PATH_FLAGS.includes(flag)) return `${flag}=${resolve(cwd, value)}`;
    return PATH_FLAGS.includes(given[index - 1] ?? '') ? resolve(cwd, arg) : arg;
  });
  const variables = PATH_VARIABLES.flatMap((name) => (env[name] ? [[name, resolve(cwd, env[name])]] : []));
  const allVariables = { ...env, ...Object.fromEntries(variables) };
  const dataDir = flagValue(resolved, '--data-dir') ?? allVariables['STATION_DATA_DIR'] ?? join(root, 'data');
  return {
    args: resolved,
    env: allVariables,
    config: flagValue(resolved, '--config') ?? allVariables['STATION_CONFIG'] ?? join(root, 'config/station.yaml'),
    helpOnly: resolved.includes('--help') || resolved.includes('-h'),
    wantsHub: !args.includes(NO_HUB),
    hubDataDir: allVariables['NEUROHUB_DATA_DIR'] ?? join(dataDir, 'neurohub'),
  };
}

/** @param {readonly string[]} args @param {string} flag */
function flagValue(args, flag) {
  const joined = args.find((arg) => arg.startsWith(`${flag}=`));
  return joined ? joined.slice(flag.length + 1) : args[args.indexOf(flag) + 1 || args.length];
}

/**
 * Text of the configuration, or nothing: that it is missing is for the station itself to say.
 *
 * @param {string} file
 */
export function readConfigText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
