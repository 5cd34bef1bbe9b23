// Installs, upgrades and removes NeuroHub. Runs from an unpacked archive (`./install`), on the Node that comes along.
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { installHub, removeHub } from './neurohub-install.mjs';
import { serviceManager } from './service-manager.mjs';
import { SetupProblem } from './setup-problem.mjs';

const HELP = `Usage: ./install [options]            installs this release of NeuroHub, or upgrades to it
       ./install --remove [options]   removes it; config and data stay

  --prefix <folder>     where NeuroHub is (default /opt/neurohub)
  --user <name>         who runs it (default neurohub when root installs, made where it is missing)
  --no-service          do not touch systemd, also as root
  --unit-dir <folder>   where the unit goes (default /etc/systemd/system)
  --help                show this and end
`;

/** @param {string[]} argv */
function read(argv) {
  const text = { type: /** @type {const} */ ('string') };
  const toggle = { type: /** @type {const} */ ('boolean') };
  const options = {
    ...{ prefix: { ...text, default: '/opt/neurohub' }, user: text, 'unit-dir': text },
    ...{ 'no-service': toggle, remove: toggle, help: toggle },
  };
  try {
    return parseArgs({ args: argv, options }).values;
  } catch (cause) {
    throw new SetupProblem(`${cause instanceof Error ? cause.message : cause}\n\n${HELP}`, 64);
  }
}

/** @param {string[]} argv */
function main(argv) {
  const values = read(argv);
  if (values.help) return process.stdout.write(HELP);
  const isRoot = process.getuid?.() === 0;
  const user = values.user ?? (isRoot ? 'neurohub' : userInfo().username);
  const place = { prefix: values.prefix, user, isRoot, unitDir: values['unit-dir'], unit: 'neurohub.service' };
  const target = {
    ...{ prefix: values.prefix, user, isRoot },
    service: serviceManager({ ...place, wanted: values['no-service'] ? false : undefined }),
  };
  return values.remove ? removeHub(target) : installHub(target);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (error instanceof SetupProblem) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`NeuroHub could not be set up: ${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = error instanceof SetupProblem ? error.exitCode : 1;
}
