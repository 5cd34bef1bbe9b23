import type { BatchConfig } from '@neurohub/contracts/config';
import type { BatchView, HardwareView } from '@neurohub/contracts/rest';
import { manualCommands } from '@neurohub/package-kit';
import type { LoadedPackage } from '../sequence/package-store.ts';

/** The instruments of a batch, with what can be done with each by hand. */
export function hardwareViews(
  loaded: LoadedPackage,
  { batch, shown }: { batch: BatchConfig; shown: BatchView['hardware'] },
): HardwareView[] {
  return Object.entries(loaded.manifest.hardware).map(([id, { displayName }]) => {
    const { connected = false, state, attempt, problem, identity, heldBy } = shown[id] ?? {};
    const shared = batch.simulation || !Object.hasOwn(batch.shared, id) ? undefined : batch.shared[id];
    const error = loaded.definition.driverErrors?.[id];
    return {
      id,
      displayName,
      connected,
      ...(state && { state }),
      ...(attempt !== undefined && { attempt }),
      ...(problem !== undefined && { problem }),
      ...(identity !== undefined && { identity }),
      instrument: shared ?? `${batch.id}.${id}`,
      shared: shared !== undefined,
      ...(heldBy !== undefined && { heldBy }),
      simulated: batch.simulation,
      commands: manualCommands(id, loaded),
      ...(error && { error }),
    };
  });
}
