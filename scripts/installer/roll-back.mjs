import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { holdData } from './hold-data.mjs';
import { placesOf, pointTo, readRelease, releaseOf } from './places.mjs';
import { SetupProblem, say } from './setup-problem.mjs';

/** @param {import('./places.mjs').Target} target */
export function rollBack(target) {
  const { service } = target;
  refuseWithoutPrevious(target);
  refuseLoss(target);
  if (service.isManaged && !service.stop())
    throw new SetupProblem('the running station could not be stopped; nothing was changed');
  goBack(target);
  if (service.isManaged && !service.start())
    throw new SetupProblem('the release before does not start. See why: journalctl -u station, and station doctor.');
}

/** Exchanges `current` and `previous`; with a database that the older one does not know, also that. @param {import('./places.mjs').Target} target */
export function goBack(target) {
  const places = placesOf(target.prefix);
  using _held = holdData(places.data);
  const copy = refuseLoss(target);
  const [from, to] = [releaseOf(places.current), releaseOf(places.previous)];
  if (copy) restore(places, copy);
  pointTo(places.current, join('releases', String(to)));
  pointTo(places.previous, join('releases', String(from)));
  writeFileSync(places.switched, new Date().toISOString());
  say(`${places.root} is back at ${to}`);
}

/** @param {import('./places.mjs').Target} target */
function refuseWithoutPrevious({ prefix }) {
  const { previous, root } = placesOf(prefix);
  if (releaseOf(previous) === null || !existsSync(previous))
    throw new SetupProblem(`there is no release before in ${root}`);
}

/**
 * The copy of the database that has to come back for the older release, or null when it knows the database as it is.
 *
 * @param {import('./places.mjs').Target} target
 * @throws SetupProblem when results would be lost and nobody has said that they may
 */
function refuseLoss({ prefix, discardNewerData }) {
  const places = placesOf(prefix);
  const copy = copyForPrevious(places);
  if (copy === null || discardNewerData) return copy;
  throw new SetupProblem(
    `the release before does not know the database as the upgrade left it. Going back means the copy made then: ${copy}\n` +
      `Results since then would no longer be shown (they are kept in data/set-aside). If that is what you want: --discard-newer-data`,
  );
}

/** @param {ReturnType<typeof placesOf>} places */
function copyForPrevious({ current, previous, data, switched }) {
  const schema = readRelease(previous).schema;
  if (schema >= readRelease(current).schema) return null;
  const backups = join(data, 'backups');
  // A migration makes one before it begins. Without one since the upgrade, the database was not changed.
  const since = statSync(switched).mtimeMs;
  const copies = existsSync(backups) ? readdirSync(backups) : [];
  const [copy] = copies
    .filter((name) => name.startsWith(`station-schema-${schema}-`))
    .map((name) => join(backups, name))
    .filter((file) => statSync(file).mtimeMs >= since)
    .sort();
  return copy ?? null;
}

/** The newer database goes aside whole. Nobody has it open. @param {ReturnType<typeof placesOf>} places @param {string} copy */
function restore({ data }, copy) {
  const aside = join(data, 'set-aside', new Date().toISOString().replaceAll(':', '-'));
  mkdirSync(aside, { recursive: true });
  const file = join(data, 'station.db');
  copyFileSync(copy, `${file}.restored`);
  // Root does this; the station has to write it.
  const { uid, gid } = statSync(data);
  for (const made of [`${file}.restored`, join(data, 'set-aside'), aside]) chownSync(made, uid, gid);
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file + suffix)) renameSync(file + suffix, join(aside, `station.db${suffix}`));
  renameSync(`${file}.restored`, file);
  say(`the database of before the upgrade is back; the newer one is kept in ${aside}`);
}
