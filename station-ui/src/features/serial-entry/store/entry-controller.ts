/** What scans, keys and buttons do. Free of React; the effects are given. */
import type { BatchView, StartSequenceBody } from '@neurohub/contracts/rest';
import { canTakeUnit, isExecuting } from '../../../lib/batch-state.ts';
import { type EntryState, type EntryStore, NO_BATCH, type RefusalReason, without } from './entry-store.ts';
import { parseScan } from './scan-command.ts';
import { scanTarget, stopTarget } from './scan-target.ts';
import { checkSerial } from './serial-check.ts';

export interface EntryDependencies {
  readonly store: EntryStore;
  readonly batches: () => readonly BatchView[];
  readonly isLive: () => boolean;
  /** Resolves when the start was accepted. */
  readonly start: (batchId: string, body: StartSequenceBody) => Promise<unknown>;
  readonly stop: (batchId: string, commandId: string) => Promise<unknown>;
  readonly newCommandId: () => string;
  readonly problemOf: (thrown: unknown) => { readonly code: string; readonly message: string };
}

export interface EntryController {
  /** A scanned text: stages a serial number, or obeys one of the station's own barcodes. */
  scan(text: string): void;
  /** What the field holds now. */
  type(text: string): void;
  select(batchId: string): void;
  selectSlot(slot: number): void;
  start(): Promise<void>;
  stop(batchId: string): Promise<void>;
  /** To be called with each change of the live batches. */
  onBatches(batches: readonly BatchView[]): void;
}

export function createEntryController(deps: EntryDependencies): EntryController {
  const { store } = deps;
  const target = () => scanTarget(deps.batches(), store.getState().selectedId);
  const refuse = (reason: RefusalReason, more: { read?: string; slot?: number } = {}) =>
    store.setState({ notice: { type: 'refused', reason, ...more } });

  function stage(text: string): void {
    const batch = target();
    if (!batch) {
      store.setState({ staged: { ...store.getState().staged, [NO_BATCH]: text } });
      refuse('chooseSlot', { read: text });
    } else if (!canTakeUnit(batch)) {
      refuse(isExecuting(batch) ? 'slotBusy' : 'batchDown', { read: text, slot: batch.slot });
    } else {
      setStaged(store, batch.id, text);
    }
  }

  function select(batchId: string): void {
    const batch = deps.batches().find((candidate) => candidate.id === batchId);
    if (!batch) return;
    const waiting = store.getState().staged[NO_BATCH] ?? '';
    store.setState({ selectedId: batchId, notice: { type: 'slotChosen', slot: batch.slot } });
    if (waiting === '' || !canTakeUnit(batch)) return;
    setStaged(store, batchId, waiting);
  }

  function selectBy(matches: (batch: BatchView) => boolean, read: string): void {
    const batch = deps.batches().find(matches);
    if (batch) select(batch.id);
    else refuse('unknownSlot', { read });
  }

  /** The batch that Start is for; a refusal is told and gives `undefined`. */
  function startable(): BatchView | undefined {
    const batch = target();
    if (!batch) refuse('chooseSlot');
    else if (!deps.isLive()) refuse('offline');
    else if (!canTakeUnit(batch)) refuse(isExecuting(batch) ? 'slotBusy' : 'batchDown', { slot: batch.slot });
    else return batch;
    return undefined;
  }

  async function start(): Promise<void> {
    const batch = startable();
    if (!batch) return;
    const serialNumber = (store.getState().staged[batch.id] ?? '').trim();
    if (checkSerial(serialNumber, batch.sequence?.serialNumber) === null) await send(batch, serialNumber);
  }

  async function send(batch: BatchView, serialNumber: string): Promise<void> {
    const known = store.getState().intents[batch.id];
    if (known?.isUnderWay) return;
    const commandId = known?.serialNumber === serialNumber ? known.commandId : deps.newCommandId();
    const intent = { serialNumber, commandId };
    setIntent(store, batch.id, { ...intent, isUnderWay: true });
    store.setState({ notice: null });
    try {
      await deps.start(batch.id, { dut: { serialNumber }, commandId });
    } catch (thrown) {
      const { code, message } = deps.problemOf(thrown);
      // Where the outcome is unknown the same command may be sent again; a refusal is final.
      if (code === 'NO_ANSWER' || code === 'BAD_ANSWER') setIntent(store, batch.id, { ...intent, isUnderWay: false });
      else store.setState({ intents: without(store.getState().intents, batch.id) });
      store.setState({ notice: { type: 'error', code, message, slot: batch.slot } });
    }
  }

  async function stop(batchId: string): Promise<void> {
    const slot = deps.batches().find((batch) => batch.id === batchId)?.slot ?? 0;
    store.setState({ notice: { type: 'stopping', slot } });
    try {
      await deps.stop(batchId, deps.newCommandId());
    } catch (thrown) {
      store.setState({ notice: { type: 'error', slot, ...deps.problemOf(thrown) } });
    }
  }

  function stopRunning(): void {
    const running = stopTarget(deps.batches(), store.getState().selectedId);
    if (running) void stop(running.id);
    else refuse('nothingToStop');
  }

  function scan(raw: string): void {
    const command = parseScan(raw);
    switch (command.type) {
      case 'serial':
        stage(command.serialNumber);
        break;
      case 'slot':
        selectBy((batch) => batch.slot === command.slot, raw);
        break;
      case 'batch':
        selectBy((batch) => batch.id === command.batchId, raw);
        break;
      case 'start':
        void start();
        break;
      case 'stop':
        stopRunning();
        break;
      case 'unknown':
        refuse('unknownCode', { read: raw });
    }
  }

  return {
    scan,
    type: (text) => setStaged(store, target()?.id ?? NO_BATCH, text),
    select,
    selectSlot: (slot) => selectBy((batch) => batch.slot === slot, String(slot)),
    start,
    stop,
    onBatches: (batches) => forgetStarted(store, batches),
  };
}

function setStaged(store: EntryStore, batchId: string, text: string): void {
  const { staged } = store.getState();
  store.setState({ staged: { ...without(staged, NO_BATCH), [batchId]: text }, notice: null });
}

function setIntent(store: EntryStore, batchId: string, intent: EntryState['intents'][string]): void {
  store.setState({ intents: { ...store.getState().intents, [batchId]: intent } });
}

/** Another execution on a batch, whoever started it, ends what was staged there: it must not hide the verdict to come. */
function forgetStarted(store: EntryStore, batches: readonly BatchView[]): void {
  let { staged, intents, seenExecutions, notice } = store.getState();
  for (const batch of batches) {
    const shown = batch.execution?.id ?? null;
    const seen = seenExecutions[batch.id];
    if (seen === shown) continue;
    seenExecutions = { ...seenExecutions, [batch.id]: shown };
    if (seen === undefined || shown === null) continue;
    staged = without(staged, batch.id);
    intents = without(intents, batch.id);
    if (notice?.type !== 'refused') notice = null;
  }
  if (seenExecutions !== store.getState().seenExecutions) store.setState({ staged, intents, seenExecutions, notice });
}
