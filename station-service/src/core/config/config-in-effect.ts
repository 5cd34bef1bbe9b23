/** What of an accepted configuration is in effect while the station runs; the batches follow by themselves. Pure. */
import type { StationConfig } from '@neurohub/contracts/config';

/** Everything is as at the start but for what NEEDS_OF calls live, and for what batches take over when they are at rest. */
export function configInEffect(start: StationConfig, accepted: StationConfig): StationConfig {
  const { name, description } = accepted.station;
  // Sections that may be absent: what the file no longer says must not stay.
  const { backend: _backend, startGate: _startGate, ...rest } = start;
  return Object.freeze({
    ...rest,
    station: { ...start.station, name, description },
    manual: accepted.manual,
    packages: accepted.packages,
    shifts: accepted.shifts,
    screen: accepted.screen,
    ...(accepted.backend && { backend: accepted.backend }),
    ...(accepted.startGate && { startGate: accepted.startGate }),
    sharedHardware: accepted.sharedHardware,
    batches: accepted.batches,
    storage: ofStorage(start.storage, accepted.storage),
    logging: accepted.logging,
  });
}

/** With the instruments that a batch still has although the file does not name them any more. */
export function sharedInEffect(
  { sharedHardware }: Pick<StationConfig, 'sharedHardware'>,
  batches: StationConfig['batches'],
): StationConfig['sharedHardware'] {
  const left = batches.flatMap(({ shared, hardware }) =>
    Object.entries(shared).map(([id, instrument]) => [instrument, hardware[id] ?? {}]),
  );
  return { ...Object.fromEntries(left), ...sharedHardware };
}

/** The database is open under the passphrase of the start, and the ballast has the size of then. */
function ofStorage(start: StationConfig['storage'], accepted: StationConfig['storage']): StationConfig['storage'] {
  const { encryption: _ofTheNextStart, ...live } = accepted;
  return { ...live, ballastBytes: start.ballastBytes, ...(start.encryption && { encryption: start.encryption }) };
}
