import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { holdData } from './hold-data.mjs';
import { LINKS, OWN_RELEASE, placesOf, pointTo, readRelease, releaseOf } from './places.mjs';
import { goBack } from './roll-back.mjs';
import { run } from './run.mjs';
import { SetupProblem, say } from './setup-problem.mjs';

/**
 * Puts this release beside those that are there and in use, with one exchange of a link. What was in use stays, to go back to.
 *
 * @param {import('./places.mjs').Target} target
 */
export function install(target) {
  const { prefix, service } = target;
  const release = readRelease(OWN_RELEASE);
  refuseOtherMachine(release);
  const places = placesOf(prefix);
  const before = releaseOf(places.current);
  makeRoot(places.root);
  // A service is stopped only when the new release is there; any other station is for its owner to stop, best before the work begins.
  if (!service.isManaged) holdData(places.data)[Symbol.dispose]();
  const name = copyRelease(places, release);
  if (service.isManaged && !service.stop())
    throw new SetupProblem('the running station could not be stopped; nothing was changed');
  {
    using _held = holdData(places.data);
    furnish(places);
    if (target.isRoot) giveToUser(target, places);
    putInUse(places, name);
  }
  say(before === null ? `installed ${name} in ${places.root}` : `upgraded ${places.root} from ${before} to ${name}`);
  if (service.isManaged) startOrGoBack(target, before);
  else sayHowToStart(target);
  removeOldReleases(places);
}

/** @param {import('./places.mjs').Release} release */
export function refuseOtherMachine({ platform, arch }) {
  if (platform !== process.platform || arch !== process.arch)
    throw new SetupProblem(
      `this archive is for ${platform} ${arch}, this machine is ${process.platform} ${process.arch}`,
    );
}

/** @param {string} root */
export function makeRoot(root) {
  try {
    mkdirSync(join(root, 'releases'), { recursive: true });
  } catch (cause) {
    throw new SetupProblem(
      `${root} cannot be written (${cause instanceof Error ? cause.message : cause}): use sudo, or --prefix with a folder of your own`,
    );
  }
}

/**
 * Copied beside, then named: a release that was cut short is never one. The same version again replaces its files.
 *
 * @param {ReturnType<typeof placesOf>} places
 * @param {import('./places.mjs').Release} release
 */
export function copyRelease({ releases }, { version }) {
  const folder = join(releases, version);
  if (folder === OWN_RELEASE) return version;
  rmSync(`${folder}.new`, { recursive: true, force: true });
  cpSync(OWN_RELEASE, `${folder}.new`, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  if (existsSync(folder)) {
    rmSync(`${folder}.old`, { recursive: true, force: true });
    renameSync(folder, `${folder}.old`);
  }
  renameSync(`${folder}.new`, folder);
  rmSync(`${folder}.old`, { recursive: true, force: true });
  return version;
}

/** What is the station's own is made when it is missing, and never changed. @param {ReturnType<typeof placesOf>} places */
function furnish({ root, config, data, sequences }) {
  mkdirSync(data, { recursive: true });
  mkdirSync(config, { recursive: true });
  if (!existsSync(sequences)) cpSync(join(OWN_RELEASE, 'examples'), sequences, { recursive: true });
  const file = join(config, 'station.yaml');
  if (!existsSync(file)) {
    const template = readFileSync(join(OWN_RELEASE, 'installer/station.yaml'), 'utf8');
    const id =
      hostname()
        .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
        .slice(0, 60) || 'ST-001';
    writeFileSync(file, template.replaceAll('@PREFIX@', root).replaceAll('@ID@', id), { mode: 0o640 });
  }
  const secrets = join(config, 'station.env');
  if (!existsSync(secrets))
    writeFileSync(secrets, '# NAME=value: what ${NAME} in station.yaml stands for\n', { mode: 0o600 });
  chmodSync(data, 0o750);
  chmodSync(config, 0o750);
}

/** @param {import('./places.mjs').Target} target @param {ReturnType<typeof placesOf>} places */
function giveToUser({ user }, { root, config, data, sequences }) {
  if (!run('id', ['-u', user], { quiet: true })) {
    const made = run('useradd', [
      '--system',
      '--no-create-home',
      '--home-dir',
      root,
      '--shell',
      '/usr/sbin/nologin',
      user,
    ]);
    if (!made) throw new SetupProblem(`the user ${user} could not be made; make it yourself, or name one with --user`);
    // Serial ports belong to this group on Debian and Ubuntu.
    run('usermod', ['--append', '--groups', 'dialout', user]);
  }
  if (!run('chown', ['-R', `${user}:`, config, data, sequences]))
    throw new SetupProblem(`${config}, ${data} and ${sequences} could not be given to ${user}`);
}

/** @param {ReturnType<typeof placesOf>} places @param {string} name */
function putInUse(places, name) {
  const before = releaseOf(places.current);
  if (before !== name) {
    if (before !== null) pointTo(places.previous, join('releases', before));
    writeFileSync(places.switched, new Date().toISOString());
    pointTo(places.current, join('releases', name));
  }
  for (const [link, to] of Object.entries(LINKS)) pointTo(join(places.root, link), to);
}

/** @param {import('./places.mjs').Target} target @param {string | null} before */
function startOrGoBack(target, before) {
  const { service } = target;
  if (service.install() && service.start()) return say(`the station is running: systemctl status station`);
  const look = 'See why: journalctl -u station, and station doctor.';
  if (before === null || before === releaseOf(placesOf(target.prefix).current))
    throw new SetupProblem(`the station does not start. ${look}`);
  service.stop();
  // Not a test has begun: nothing newer than the upgrade is lost with its database.
  goBack({ ...target, discardNewerData: true });
  const isBack = service.start();
  throw new SetupProblem(
    `the new release does not start; ${before} is in use again${isBack ? ' and runs' : ', but does not start either'}. ${look}`,
  );
}

/** @param {import('./places.mjs').Target} target */
function sayHowToStart({ prefix, user }) {
  const { root } = placesOf(prefix);
  say(`start it as ${user}: cd ${root} && bin/station-service`);
}

/** The one in use and the one before are kept. @param {ReturnType<typeof placesOf>} places */
export function removeOldReleases(places) {
  const kept = new Set([releaseOf(places.current), releaseOf(places.previous)]);
  for (const { name } of readdirSync(places.releases, { withFileTypes: true }).filter((entry) => entry.isDirectory()))
    if (!kept.has(name)) rmSync(join(places.releases, name), { recursive: true, force: true });
}
