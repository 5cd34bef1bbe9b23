// Installs, upgrades, rolls back and removes a station. Runs from an unpacked archive (`./install`) and from an installed station
// (`bin/station-setup`), on the Node that comes along; it needs nothing but that.
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { install } from './install.mjs';
import { rollBack } from './roll-back.mjs';
import { serviceManager } from './service-manager.mjs';
import { SetupProblem } from './setup-problem.mjs';
import { uninstall } from './uninstall.mjs';

const HELP = `Usage: ./install [options]                 installs this release, or upgrades to it
       station-setup rollback [options]    goes back to the release before
       station-setup uninstall [options]   removes the station; config, data and sequences stay

  --prefix <folder>        where the station is (default /opt/station)
  --user <name>            who runs it (default station when root installs, made where it is missing)
  --no-service             do not touch systemd, also as root
  --unit-dir <folder>      where the unit goes (default /etc/systemd/system)
  --discard-newer-data     rollback: go back to the database of before the upgrade; the newer one is kept beside it
  --delete-data            uninstall: config, data and sequences too
  --help                   show this and end
`;

/** @param {string[]} argv */
function read(argv) {
  const text = { type: /** @type {const} */ ('string') };
  const toggle = { type: /** @type {const} */ ('boolean') };
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        ...{ prefix: { ...text, default: '/opt/station' }, user: text, 'unit-dir': text },
        ...{ 'no-service': toggle, service: toggle, 'discard-newer-data': toggle, 'delete-data': toggle, help: toggle },
      },
    });
  } catch (cause) {
    throw new SetupProblem(`${cause instanceof Error ? cause.message : cause}\n\n${HELP}`, 64);
  }
}

/** @param {string[]} argv */
async function main(argv) {
  const { values, positionals } = read(argv);
  const [command = ''] = positionals;
  const commands = { install, rollback: rollBack, uninstall };
  if (values.help) return process.stdout.write(HELP);
  if (!Object.hasOwn(commands, command)) throw new SetupProblem(HELP, 64);
  const isRoot = process.getuid?.() === 0;
  const target = {
    prefix: values.prefix,
    user: values.user ?? (isRoot ? 'station' : userInfo().username),
    isRoot,
    discardNewerData: values['discard-newer-data'] === true,
    deleteData: values['delete-data'] === true,
  };
  const service = serviceManager({ ...target, unitDir: values['unit-dir'], wanted: wish(values) });
  return commands[/** @type {keyof typeof commands} */ (command)]({ ...target, service });
}

/** @param {{service?: boolean | undefined, 'no-service'?: boolean | undefined}} values */
const wish = (values) => (values['no-service'] ? false : values.service);

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof SetupProblem) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`the station could not be set up: ${error instanceof Error ? error.stack : error}\n`);
  process.exitCode = error instanceof SetupProblem ? error.exitCode : 1;
}
