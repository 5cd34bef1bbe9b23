import { join, resolve } from 'node:path';
import {
  armedInstruments,
  INSTALLED_FOLDER,
  InstalledPackages,
  leaseHolders,
  TrustStore,
  VersionPins,
} from '@neurohub/package-kit';
import type { CommandInput, Flag } from './command.ts';

/** Where the station keeps its packages and its data, relative to where the command was typed. */
export const SEQUENCES_FLAG: Record<string, Flag> = {
  sequences: { value: 'folder', help: 'the sequence packages of the station (default sequences)' },
};
/** The same name, variable and default as the service has. */
export const DATA_FLAG: Record<string, Flag> = {
  'data-dir': { value: 'folder', help: 'the data of the station (default STATION_DATA_DIR, then data)' },
};

/** `configured`: what station.yaml says, where it was read. */
export function sequencesFolder({ cwd, flags }: CommandInput, configured?: string): string {
  return resolve(cwd, String(flags['sequences'] ?? configured ?? 'sequences'));
}

/** `configured`: what station.yaml says, where it was read; flag and variable come before it, as in the service. */
export function dataFolder({ cwd, flags, env }: CommandInput, configured?: string): string {
  return resolve(cwd, String(flags['data-dir'] ?? (env['STATION_DATA_DIR'] || (configured ?? 'data'))));
}

export function trustStore(input: CommandInput): TrustStore {
  return new TrustStore(join(dataFolder(input), 'trust'));
}

/** Batches that NeuroHub gave a version of their own. */
export function versionPins(input: CommandInput): VersionPins {
  return new VersionPins(join(dataFolder(input), 'package-pins.json'));
}

export function installedPackages(input: CommandInput): InstalledPackages {
  const data = dataFolder(input);
  return new InstalledPackages({
    root: join(sequencesFolder(input), INSTALLED_FOLDER),
    holdersOf: async ({ name, id, packageHash }) => [
      ...(await pinnedTo(input, { name, id })),
      ...(await leaseHolders(join(data, 'package-leases'), packageHash)),
      ...(await armedInstruments(join(data, 'armed'), packageHash)),
    ],
  });
}

async function pinnedTo(input: CommandInput, { name, id }: { name: string; id: string }): Promise<string[]> {
  const pins = [...(await versionPins(input).all())];
  return pins.filter(([, pin]) => pin.name === name && pin.id === id).map(([batchId]) => `wanted for batch ${batchId}`);
}
