/** Sends the starts of units: one wish, one command, however often it is repeated. Free of React; the effects are given. */
import type { BatchView, StartSequenceBody } from '@neurohub/contracts/rest';
import { type EntryState, type EntryStore, without } from './entry-store.ts';

export interface StarterDependencies {
  readonly store: EntryStore;
  /** Resolves when the start was accepted. */
  readonly start: (batchId: string, body: StartSequenceBody) => Promise<unknown>;
  readonly newCommandId: () => string;
  readonly problemOf: (thrown: unknown) => { readonly code: string; readonly message: string };
}

export type StartUnit = (batch: BatchView, serialNumber: string) => Promise<void>;

export function createUnitStarter({ store, start, newCommandId, problemOf }: StarterDependencies): StartUnit {
  return async (batch, serialNumber) => {
    const known = store.getState().intents[batch.id];
    if (known?.isUnderWay) return;
    const commandId = known?.serialNumber === serialNumber ? known.commandId : newCommandId();
    const intent = { serialNumber, commandId };
    setIntent(store, batch.id, { ...intent, isUnderWay: true });
    store.setState({ notice: null });
    try {
      await start(batch.id, { dut: { serialNumber }, commandId });
    } catch (thrown) {
      const { code, message } = problemOf(thrown);
      // Where the outcome is unknown the same command may be sent again; a refusal is final.
      if (code === 'NO_ANSWER' || code === 'BAD_ANSWER') setIntent(store, batch.id, { ...intent, isUnderWay: false });
      else store.setState({ intents: without(store.getState().intents, batch.id) });
      store.setState({ notice: { type: 'error', code, message, slot: batch.slot } });
    }
  };
}

function setIntent(store: EntryStore, batchId: string, intent: EntryState['intents'][string]): void {
  store.setState({ intents: { ...store.getState().intents, [batchId]: intent } });
}

/** Another execution on a batch, whoever started it, ends what was staged there: it must not hide the verdict to come. */
export function forgetStarted(store: EntryStore, batches: readonly BatchView[]): void {
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
