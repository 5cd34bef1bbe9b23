/** Several stations of the fleet in one process, which can be killed. Forked by fleet-stations.ts, and told what to do by messages. */
import { FleetStation, type StationOrder, type StationState } from './fleet-station.ts';

/** To the process. */
export type FleetCommand =
  | { type: 'run'; stations: StationOrder[] }
  | { type: 'look' }
  | { type: 'force' }
  | { type: 'retry' }
  | { type: 'use'; stationId: string; backend: Record<string, unknown> }
  | { type: 'end' };

/** From it: an answer to `look`. */
export interface FleetLook {
  isMade: boolean;
  states: Record<string, StationState>;
  latencies: number[];
  rssBytes: number;
}

const orders = new Map<string, StationOrder>();
const stations = new Map<string, FleetStation>();
let left = 0;

let isEnding = false;

process.on('message', (command: FleetCommand) => {
  obey(command).catch((thrown: unknown) => {
    // What was asked just before the end finds everything closed.
    if (!isEnding) throw thrown;
  });
});
process.on('disconnect', () => process.exit(1));

async function obey(command: FleetCommand): Promise<void> {
  switch (command.type) {
    case 'run':
      return run(command.stations);
    case 'look':
      return void process.send?.(await look());
    case 'force':
      for (const station of stations.values()) station.force();
      return;
    case 'retry':
      for (const station of stations.values()) await station.retryQuarantined();
      return;
    case 'use': {
      const order = orders.get(command.stationId);
      // It may not be open yet: then it begins with this.
      if (order) order.backend = command.backend;
      return stations.get(command.stationId)?.use(command.backend);
    }
    case 'end':
      isEnding = true;
      await Promise.all([...stations.values()].map((station) => station[Symbol.asyncDispose]()));
      process.disconnect();
  }
}

async function run(given: readonly StationOrder[]): Promise<void> {
  left = given.length;
  for (const order of given) orders.set(order.id, order);
  for (const order of given) stations.set(order.id, await FleetStation.open(order));
  for (const station of stations.values())
    void station.run().then(() => {
      left -= 1;
    });
}

async function look(): Promise<FleetLook> {
  const states = Object.fromEntries(
    await Promise.all([...stations].map(async ([id, station]) => [id, await station.state()] as const)),
  );
  const latencies = [...stations.values()].flatMap((station) => station.takeLatencies());
  return { isMade: left === 0 && stations.size > 0, states, latencies, rssBytes: process.memoryUsage.rss() };
}
