/** What scans, keys and buttons do. Free of React; the effects are given. */
import type { PromptAnswer } from '@neurohub/contracts/record';
import type { BatchView, PromptView } from '@neurohub/contracts/rest';
import type { ScreenConfig } from '@neurohub/contracts/screen-config';
import { canTakeUnit, isExecuting } from '../../../lib/batch-state.ts';
import { type EntryStore, NO_BATCH, type RefusalReason, without } from './entry-store.ts';
import { answerByScan } from './scan-answer.ts';
import { parseScan, type ScannedAnswer } from './scan-command.ts';
import { nextFree, scanTarget, stopTarget } from './scan-target.ts';
import { checkSerial } from './serial-check.ts';
import { stagedUnits } from './staged-units.ts';
import { createUnitStarter, forgetStarted, type StarterDependencies } from './unit-starter.ts';

export interface EntryDependencies extends StarterDependencies {
  readonly batches: () => readonly BatchView[];
  readonly isLive: () => boolean;
  readonly settings: () => ScreenConfig;
  readonly stop: (batchId: string, commandId: string) => Promise<unknown>;
  readonly answer: (batchId: string, prompt: PromptView, value: PromptAnswer) => void;
  /** Whether the question has stood long enough that it was meant: see useArmed. */
  readonly isArmed: (promptId: string) => boolean;
  /** Another person takes over. Resolves when he has. */
  readonly takeBadge: (badge: string) => Promise<unknown>;
}

export interface EntryController {
  /** A scanned text: stages a serial number, or obeys one of the station's own barcodes. */
  scan(text: string): void;
  /** A scan of which the beginning may be missing. */
  refuseBroken(): void;
  /** What the field holds now. */
  type(text: string): void;
  select(batchId: string): void;
  selectSlot(slot: number): void;
  start(): Promise<void>;
  /** Every unit that is scanned. */
  startAll(): void;
  stop(batchId: string): Promise<void>;
  /** To be called with each change of the live batches. */
  onBatches(batches: readonly BatchView[]): void;
}

export function createEntryController(deps: EntryDependencies): EntryController {
  const { store } = deps;
  const startUnit = createUnitStarter(deps);
  const target = () => scanTarget(deps.batches(), store.getState(), deps.settings().nextSlotAfterScan);
  const refuse = (reason: RefusalReason, more: { read?: string; slot?: number } = {}) =>
    store.setState({ notice: { type: 'refused', reason, ...more } });

  function stage(text: string): void {
    const batch = target();
    const other = deps.batches().find(({ id }) => id !== batch?.id && store.getState().staged[id] === text);
    if (!batch) {
      store.setState({ staged: { ...store.getState().staged, [NO_BATCH]: text } });
      refuse('chooseSlot', { read: text });
    } else if (!canTakeUnit(batch)) {
      refuse(isExecuting(batch) ? 'slotBusy' : 'batchDown', { read: text, slot: batch.slot });
    } else if (other) {
      refuse('stagedElsewhere', { read: text, slot: other.slot });
    } else {
      setStaged(store, batch.id, text);
      if (checkSerial(text, batch.sequence?.serialNumber) === null) goOn(batch, text);
    }
  }

  /** What follows a good scan by itself, as the station wants it. */
  function goOn(batch: BatchView, serialNumber: string): void {
    const { startOnScan, nextSlotAfterScan } = deps.settings();
    if (startOnScan && deps.isLive()) void startUnit(batch, serialNumber);
    const next = nextSlotAfterScan ? nextFree(deps.batches(), store.getState(), batch.id) : undefined;
    if (next) store.setState({ selectedId: next.id });
  }

  function select(batchId: string): void {
    const batch = deps.batches().find((candidate) => candidate.id === batchId);
    if (!batch) return;
    const waiting = store.getState().staged[NO_BATCH] ?? '';
    store.setState({ selectedId: batchId, notice: { type: 'slotChosen', slot: batch.slot } });
    if (waiting === '' || !canTakeUnit(batch)) return;
    store.setState({ staged: without(store.getState().staged, NO_BATCH) });
    stage(waiting);
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
    const text = store.getState().staged[target()?.id ?? NO_BATCH] ?? '';
    const isFilling = deps.settings().nextSlotAfterScan && text.trim() === '';
    if (isFilling && stagedUnits(deps.batches(), store.getState()).length > 0) return startAll();
    const batch = startable();
    if (!batch) return;
    const serialNumber = (store.getState().staged[batch.id] ?? '').trim();
    if (serialNumber === '') refuse('nothingToStart');
    // What is wrong with the serial number stands below the field again, whatever was said since.
    else if (checkSerial(serialNumber, batch.sequence?.serialNumber) !== null) store.setState({ notice: null });
    else await startUnit(batch, serialNumber);
  }

  function startAll(): void {
    const units = stagedUnits(deps.batches(), store.getState());
    if (!deps.isLive()) refuse('offline');
    else if (units.length === 0) refuse('nothingToStart');
    else for (const { batch, serialNumber } of units) void startUnit(batch, serialNumber);
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

  function giveAnswer(answer: ScannedAnswer, read: string): void {
    const found = answerByScan(deps.batches(), store.getState().selectedId, answer);
    if (!deps.isLive()) refuse('offline');
    else if ('refusal' in found) refuse(found.refusal, { read, ...(found.slot !== undefined && { slot: found.slot }) });
    else if (deps.isArmed(found.prompt.id)) deps.answer(found.batch.id, found.prompt, found.value);
  }

  function takeBadge(badge: string): void {
    deps.takeBadge(badge).catch((thrown: unknown) => {
      store.setState({ notice: { type: 'badgeRefused', ...deps.problemOf(thrown) } });
    });
  }

  function scan(raw: string): void {
    const command = parseScan(raw, deps.settings().scanner);
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
      case 'startAll':
        startAll();
        break;
      case 'stop':
        stopRunning();
        break;
      case 'answer':
        giveAnswer(command.answer, raw);
        break;
      case 'badge':
        takeBadge(command.badge);
        break;
      case 'unknown':
        refuse('unknownCode', { read: raw });
    }
  }

  return {
    scan,
    refuseBroken: () => refuse('broken'),
    type: (text) => setStaged(store, target()?.id ?? NO_BATCH, text),
    select,
    selectSlot: (slot) => selectBy((batch) => batch.slot === slot, String(slot)),
    start,
    startAll,
    stop,
    onBatches: (batches) => {
      forgetStarted(store, batches);
      forgetStopped(store, batches);
    },
  };
}

/** "Stopping" is untrue once the slot has stopped. */
function forgetStopped(store: EntryStore, batches: readonly BatchView[]): void {
  const { notice } = store.getState();
  if (notice?.type !== 'stopping') return;
  const batch = batches.find(({ slot }) => slot === notice.slot);
  if (!batch || !isExecuting(batch)) store.setState({ notice: null });
}

function setStaged(store: EntryStore, batchId: string, text: string): void {
  const { staged } = store.getState();
  store.setState({ staged: { ...without(staged, NO_BATCH), [batchId]: text }, notice: null });
}
