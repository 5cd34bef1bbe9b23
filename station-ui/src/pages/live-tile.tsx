import type { BatchView } from '@neurohub/contracts/rest';
import { useLanguage } from '@neurohub/ui-kit/i18n/use-language';
import { localize } from '@neurohub/ui-kit/lib/format';
import { useStore } from 'zustand';
import { useAppServices } from '../app-services.ts';
import { BatchTile } from '../features/batches/components/batch-tile.tsx';
import type { Density } from '../features/batches/components/batch-tile-props.ts';
import { currentStep } from '../features/batches/store/tile-model.ts';
import { PromptPanel } from '../features/prompts/components/prompt-panel.tsx';
import { RemoteStartCard } from '../features/remote-start/components/remote-start-card.tsx';
import { parseScan, withoutAffixes } from '../features/serial-entry/store/scan-command.ts';
import { scanTarget } from '../features/serial-entry/store/scan-target.ts';
import { checkSerial } from '../features/serial-entry/store/serial-check.ts';
import { screenSettings } from '../features/station/store/station-store.ts';
import { batchHref } from '../lib/hash-route.ts';
import { useBatchCommands } from './use-batch-commands.ts';
import { useBatchStates, useLiveBatch } from './use-live-batches.ts';

export interface LiveTileProps {
  /** Its steps may be old ones. */
  readonly batch: BatchView;
  readonly density: Density;
  /** The page of this batch alone. @default false: it links there */
  readonly isDetailed?: boolean;
}

/** A tile joined with what was scanned for it. */
export function LiveTile({ batch: known, density, isDetailed = false }: LiveTileProps) {
  const { entry, station } = useAppServices();
  const { batches, stream, staleText } = useBatchStates();
  const batch = useLiveBatch(known.id) ?? known;
  const { commands, busy } = useBatchCommands();
  const selectedId = useStore(entry, (state) => state.selectedId);
  const target = useStore(entry, (state) => scanTarget(batches, state, screenSettings(station).nextSlotAfterScan)?.id);
  const stagedSerial = useStore(entry, (state) => state.staged[batch.id] ?? '').trim();
  const hasPrompt = (batch.execution?.prompts.length ?? 0) > 0;
  const remoteStart = stream.remoteStarts.find(({ batchId }) => batchId === batch.id);
  const isChosen = batches.length === 1 || selectedId === batch.id;
  return (
    <BatchTile
      batch={batch}
      stagedSerial={stagedSerial}
      isStagedValid={checkSerial(stagedSerial, batch.sequence?.serialNumber) === null}
      isSelected={target === batch.id}
      canSelect={batches.length > 1}
      density={density}
      clockOffsetMs={stream.clockOffsetMs}
      staleText={staleText}
      isBusy={busy.has(batch.id)}
      detailsHref={isDetailed ? undefined : batchHref(batch.id)}
      isDetailed={isDetailed}
      commands={commands}
      prompt={hasPrompt ? <LivePrompt batch={batch} isChosen={isChosen} /> : undefined}
      remoteStart={
        remoteStart && (
          <RemoteStartCard
            key={remoteStart.id}
            request={remoteStart}
            clockOffsetMs={stream.clockOffsetMs}
            isFrozen={staleText !== undefined}
          />
        )
      }
    />
  );
}

/** The open prompts of a batch, joined with what answers them. */
function LivePrompt({ batch, isChosen }: { batch: BatchView; isChosen: boolean }) {
  const { prompts, promptController, entryController, station } = useAppServices();
  const { stream, staleText } = useBatchStates();
  const language = useLanguage();
  const { execution } = batch;
  if (!execution) return null;
  const [oldest] = execution.prompts;
  const step = currentStep(execution) ?? execution.steps.find(({ name }) => name === oldest?.step);
  const obeyCode = (text: string) => {
    if (parseScan(text, screenSettings(station).scanner).type === 'serial') return false;
    entryController.scan(text);
    return true;
  };
  return (
    <PromptPanel
      batchId={batch.id}
      prompts={execution.prompts}
      serialNumber={execution.dut.serialNumber}
      stepName={localize(step?.displayName, language, oldest?.step ?? '')}
      isChosen={isChosen}
      clockOffsetMs={stream.clockOffsetMs}
      isFrozen={staleText !== undefined}
      store={prompts}
      controller={promptController}
      obeyCode={obeyCode}
      readCode={(text) => withoutAffixes(text, screenSettings(station).scanner)}
    />
  );
}
