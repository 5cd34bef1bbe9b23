import { problemOf } from '@neurohub/ui-kit/lib/rest-client';
import { useMemo, useState } from 'react';
import { useAppServices } from '../app-services.ts';
import {
  type BatchCommand,
  sendBatchCommand,
  sendRunCommand,
  settleExecution,
  unlockBatch,
} from '../features/batches/api/batch-commands.ts';
import type { TileCommands } from '../features/batches/components/batch-tile-props.ts';

/** What tiles can do, and the batches for which a command is under way. */
export function useBatchCommands(): {
  commands: TileCommands;
  send: (batchId: string, command: BatchCommand) => void;
  busy: ReadonlySet<string>;
} {
  const { entry, entryController, batches } = useAppServices();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const actions = useMemo(() => {
    async function run(batchId: string, act: () => Promise<void>): Promise<void> {
      setBusy((before) => new Set([...before, batchId]));
      try {
        await act();
      } catch (thrown) {
        const slot = batches.getState().stream.batches[batchId]?.view.slot ?? 0;
        entry.setState({ notice: { type: 'error', slot, ...problemOf(thrown) } });
      } finally {
        setBusy((before) => new Set([...before].filter((id) => id !== batchId)));
      }
    }
    const send = (batchId: string, command: BatchCommand) =>
      void run(batchId, () => sendBatchCommand(batchId, command));
    const commands: TileCommands = {
      select: (batchId) => entryController.select(batchId),
      stopExecution: (batchId) => void entryController.stop(batchId),
      startBatch: (batchId) => send(batchId, 'start'),
      endManual: (batchId) => send(batchId, 'manual/end'),
      settleExecution: (batchId, executionId, verb) => void run(batchId, () => settleExecution(executionId, verb)),
      steer: (batchId, verb, details) => void run(batchId, () => sendRunCommand(batchId, verb, details)),
      unlockBatch: (batchId, request) => void run(batchId, () => unlockBatch(batchId, request)),
      // Restart works on every state; a stopped batch has nothing to stop first.
      restartBatch: (batchId) =>
        send(batchId, isStopped(batches.getState().stream.batches[batchId]?.view) ? 'start' : 'restart'),
    };
    return { commands, send };
  }, [entry, entryController, batches]);
  return { ...actions, busy };
}

function isStopped(batch: { readonly processState: string } | undefined): boolean {
  return batch?.processState === 'stopped' || batch?.processState === 'recovering';
}
