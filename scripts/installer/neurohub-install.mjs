import { chmodSync, existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyRelease, makeRoot, refuseOtherMachine, removeOldReleases } from './install.mjs';
import { OWN_RELEASE, placesOf, pointTo, readRelease, releaseOf } from './places.mjs';
import { run } from './run.mjs';
import { SetupProblem, say } from './setup-problem.mjs';

/** @typedef {{prefix: string, user: string, isRoot: boolean, service: import('./service-manager.mjs').Service}} HubTarget */

const LOOK = 'See why: journalctl -u neurohub.';
const SETTINGS = `# NAME=value: settings of NeuroHub, as \`bin/neurohub --help\` lists them. Examples:
# NEUROHUB_HOST=0.0.0.0
# DATABASE_URL=postgres://neurohub:…@db.factory.example/neurohub
# NEUROHUB_METRICS_TOKEN=…
`;

/**
 * Puts this release beside those that are there and in use, with one exchange of a link. What was in use stays, to go back to.
 *
 * @param {HubTarget} target
 */
export function installHub(target) {
  const { prefix, service } = target;
  const release = readRelease(OWN_RELEASE);
  refuseOtherMachine(release);
  const places = placesOf(prefix);
  const before = releaseOf(places.current);
  makeRoot(places.root);
  const name = copyRelease(places, release);
  furnish(target);
  if (service.isManaged && !service.stop())
    throw new SetupProblem('the running NeuroHub could not be stopped; it goes on as before');
  if (before !== null && before !== name) pointTo(places.previous, join('releases', before));
  pointTo(places.current, join('releases', name));
  pointTo(join(places.root, 'bin'), 'current/bin');
  say(before === null ? `installed ${name} in ${places.root}` : `upgraded ${places.root} from ${before} to ${name}`);
  if (service.isManaged) startOrGoBack(target, before);
  else say(`start it as ${target.user}: ${join(places.root, 'bin/neurohub')}`);
  removeOldReleases(places);
}

/** Removes the programs. What stations have delivered stays. @param {HubTarget} target */
export function removeHub({ prefix, service }) {
  const places = placesOf(prefix);
  if (!existsSync(places.current)) throw new SetupProblem(`there is no NeuroHub in ${places.root}`);
  if (service.isManaged && !service.remove())
    throw new SetupProblem('systemd could not stop and forget NeuroHub; nothing else was removed');
  for (const name of ['bin', 'current', 'previous', 'releases'])
    rmSync(join(places.root, name), { recursive: true, force: true });
  if (readdirSync(places.root).length === 0) rmdirSync(places.root);
  say(`removed; kept: ${[places.config, places.data].join(', ')}`);
}

/** What is the installation's own is made when it is missing, and never changed. @param {HubTarget} target */
function furnish({ prefix, user, isRoot }) {
  const { config, data } = placesOf(prefix);
  for (const folder of [config, data]) mkdirSync(folder, { recursive: true });
  const settings = join(config, 'neurohub.env');
  if (!existsSync(settings)) writeFileSync(settings, SETTINGS, { mode: 0o600 });
  for (const folder of [config, data]) chmodSync(folder, 0o750);
  if (!isRoot) return;
  if (!run('id', ['-u', user], { quiet: true })) {
    const account = ['--system', '--no-create-home', '--home-dir', data, '--shell', '/usr/sbin/nologin', user];
    if (!run('useradd', account))
      throw new SetupProblem(`the user ${user} could not be made; make it yourself, or name one with --user`);
  }
  if (!run('chown', ['-R', `${user}:`, config, data]))
    throw new SetupProblem(`${config} and ${data} could not be given to ${user}`);
}

/** @param {HubTarget} target @param {string | null} before */
function startOrGoBack({ prefix, service }, before) {
  if (service.install() && service.start()) return say('NeuroHub is running: systemctl status neurohub');
  const places = placesOf(prefix);
  if (before === null || before === releaseOf(places.current))
    throw new SetupProblem(`NeuroHub does not start. ${LOOK}`);
  service.stop();
  pointTo(places.current, join('releases', before));
  const isBack = service.start();
  throw new SetupProblem(
    `the new release does not start; ${before} is in use again${isBack ? ' and runs' : ', but does not start either'}. ${LOOK}`,
  );
}
