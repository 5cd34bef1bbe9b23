import { useStore } from 'zustand';
import { useShallow } from 'zustand/shallow';
import type { FloorStore } from '../features/floor/store/floor-store.ts';
import type { FloorStream } from '../features/floor/store/floor-stream.ts';

/** What the fields of a filter offer, as far as the floor tells. */
export function useFilterChoices(floor: FloorStore) {
  const stations = useStore(
    floor,
    useShallow(({ stream }) => stationLines(stream)),
  );
  const sequences = useStore(
    floor,
    useShallow(({ stream }) => sequenceNames(stream)),
  );
  return {
    stations: stations.map((line) => {
      const [id = '', name = id] = line.split('\n');
      return { id, name };
    }),
    sequences,
  };
}

/** As text, so that two of them can be told to be the same. */
const stationLines = ({ stations }: FloorStream): string[] =>
  Object.values(stations)
    .map(({ stationId, name }) => `${stationId}\n${name}`)
    .sort();

function sequenceNames({ stations }: FloorStream): string[] {
  const names = Object.values(stations).flatMap(({ batches }) =>
    batches.flatMap(({ execution }) => (execution === null ? [] : [execution.sequenceName])),
  );
  return [...new Set(names)].sort();
}
