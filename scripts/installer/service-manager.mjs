// The systemd unit of a station, or of NeuroHub. Everything that is asked of systemd is in here.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OWN_RELEASE, placesOf } from './places.mjs';
import { run } from './run.mjs';

const UNIT_DIR = '/etc/systemd/system';

/** @typedef {ReturnType<typeof serviceManager>} Service */

/**
 * @param {{prefix: string, user: string, isRoot: boolean, unitDir: string | undefined, wanted: boolean | undefined, unit?: string}} options
 *   `wanted`: by default root's installation is a service where systemd runs
 */
export function serviceManager({ prefix, user, isRoot, unitDir = UNIT_DIR, wanted, unit = 'station.service' }) {
  const file = join(unitDir, unit);
  const isManaged = wanted ?? (isRoot && existsSync('/run/systemd/system'));
  /** @param {string[]} args */
  const systemctl = (...args) => run('systemctl', args);
  return {
    isManaged,
    file,
    /** Writes the unit and has it started with the machine. */
    install() {
      const template = readFileSync(join(OWN_RELEASE, 'installer', unit), 'utf8');
      writeFileSync(`${file}.new`, renderUnit(template, { prefix: placesOf(prefix).root, user }));
      renameSync(`${file}.new`, file);
      return systemctl('daemon-reload') && systemctl('enable', unit);
    },
    /** Cleanup runs, and what is armed is made safe. */
    stop: () => !existsSync(file) || systemctl('stop', unit),
    /** True once it has said that it is ready. */
    start: () => systemctl('reset-failed', unit) && systemctl('start', unit),
    remove() {
      if (!existsSync(file)) return true;
      const done = systemctl('disable', '--now', unit);
      rmSync(file);
      return systemctl('daemon-reload') && done;
    },
  };
}

/** @param {string} template @param {{prefix: string, user: string}} values */
export const renderUnit = (template, { prefix, user }) =>
  template.replaceAll('@PREFIX@', prefix).replaceAll('@USER@', user);
