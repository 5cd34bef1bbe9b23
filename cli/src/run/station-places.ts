import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { SocketFolders } from '@neurohub/worker-link';
import type { CommandInput } from '../command.ts';
import { dataFolder } from '../station-folders.ts';

/** Where a run keeps what outlives it: in the data of the station where there is one, else in a folder of the user. */
export interface StationPlaces {
  /** Compiled packages, by content hash. An armed file names what is in here. */
  packages: string;
  /** Archives that were run without being installed. */
  unpacked: string;
  /** Armed files and instrument locks: shared with the station, so that nobody else is on the instrument. */
  armed: string;
  /** Notes of which installed versions are in use. */
  leases: string;
  /** What the station changes of its packages. */
  overrides: string;
  sockets: SocketFolders;
}

/** `dataDir`: what station.yaml says. */
export async function stationPlaces(input: CommandInput, dataDir: string | undefined): Promise<StationPlaces> {
  const data = dataFolder(input, dataDir);
  const isStation = (await stat(data).catch(() => null))?.isDirectory() ?? false;
  const root = isStation ? data : userFolder(input);
  const places = {
    packages: join(root, 'packages'),
    unpacked: join(root, 'unpacked'),
    armed: join(root, 'armed'),
    leases: join(root, 'package-leases'),
    overrides: join(root, 'overrides'),
  };
  await mkdir(places.armed, { recursive: true });
  // Several runs may be on at once: each has folders of its own.
  const sockets = await SocketFolders.prepare(`${root}#run-${process.pid}`);
  return { ...places, sockets };
}

/**
 * The source maps of a compiled package name the folder that it was compiled from; equal packages in other folders share it. What is
 * debugged is compiled for its own folder.
 */
export function inspectedPackages({ packages }: StationPlaces, folder: string): string {
  return join(packages, 'inspected', createHash('sha256').update(folder).digest('hex').slice(0, 16));
}

function userFolder({ env }: CommandInput): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: windows } = env;
  return join(state || windows || join(homedir(), '.local/state'), 'neurohub');
}
