/** What waits at a station, and whether somebody should look. Pure. */
import type { HubStation } from '@neurohub/contracts/hub-rest';

/** A result that waits longer, at a station that is heard, does not get through. Milliseconds. */
const OLD_MS = 3_600_000;

export type QueueTone = 'warning' | 'quiet' | 'unknown';

export function queueTone({ queue }: Pick<HubStation, 'queue'>, hubNowMs: number): QueueTone {
  if (queue === null) return 'unknown';
  if (queue.quarantined > 0) return 'warning';
  return queue.oldestAt !== null && hubNowMs - Date.parse(queue.oldestAt) > OLD_MS ? 'warning' : 'quiet';
}

/** Stations that need somebody first, then by name. */
export function sortedStations(stations: readonly HubStation[]): HubStation[] {
  return stations.toSorted(
    (a, b) =>
      Number(b.concerns.length > 0) - Number(a.concerns.length > 0) ||
      a.name.localeCompare(b.name, undefined, { numeric: true }),
  );
}
