import type { BatchView } from '@neurohub/contracts/rest';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { BatchTile } from '../features/batches/components/batch-tile.tsx';
import type { Density } from '../features/batches/components/batch-tile-props.ts';
import { scanTarget } from '../features/serial-entry/store/scan-target.ts';
import { checkSerial } from '../features/serial-entry/store/serial-check.ts';
import { batchHref } from '../lib/hash-route.ts';
import { useBatchCommands } from './use-batch-commands.ts';
import { useLiveBatches } from './use-live-batches.ts';

export interface LiveTileProps {
  readonly batch: BatchView;
  readonly density: Density;
  readonly hasDetailsLink?: boolean;
}

/** A tile joined with what was scanned for it. */
export function LiveTile({ batch, density, hasDetailsLink = false }: LiveTileProps) {
  const { entry } = useAppServices();
  const { batches, stream, staleText } = useLiveBatches();
  const { commands, busy } = useBatchCommands();
  const selectedId = useStore(entry, (state) => state.selectedId);
  const stagedSerial = useStore(entry, (state) => state.staged[batch.id] ?? '').trim();
  return (
    <BatchTile
      batch={batch}
      stagedSerial={stagedSerial}
      isStagedValid={checkSerial(stagedSerial, batch.sequence?.serialNumber) === null}
      isSelected={scanTarget(batches, selectedId)?.id === batch.id}
      canSelect={batches.length > 1}
      density={density}
      clockOffsetMs={stream.clockOffsetMs}
      staleText={staleText}
      isBusy={busy.has(batch.id)}
      detailsHref={hasDetailsLink ? batchHref(batch.id) : undefined}
      commands={commands}
    />
  );
}
