import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { holdData } from './hold-data.mjs';
import { LINKS, placesOf } from './places.mjs';
import { SetupProblem, say } from './setup-problem.mjs';

/** Removes the programs. What the station has measured, and how it was set up, stays. @param {import('./places.mjs').Target} target */
export function uninstall({ prefix, service, deleteData }) {
  const places = placesOf(prefix);
  if (!existsSync(places.current) && !(deleteData && existsSync(places.data)))
    throw new SetupProblem(`there is no station in ${places.root}`);
  if (service.isManaged && !service.remove())
    throw new SetupProblem('systemd could not stop and forget the station; nothing else was removed');
  {
    using _held = holdData(places.data);
    for (const name of [...Object.keys(LINKS), 'current', 'previous', 'releases'])
      rmSync(join(places.root, name), { recursive: true, force: true });
  }
  const own = [places.config, places.data, places.sequences];
  if (deleteData) for (const folder of own) rmSync(folder, { recursive: true, force: true });
  if (readdirSync(places.root).length === 0) rmdirSync(places.root);
  const kept = own.filter((folder) => existsSync(folder));
  say(kept.length > 0 ? `removed; kept: ${kept.join(', ')}` : 'removed, with all data');
}
