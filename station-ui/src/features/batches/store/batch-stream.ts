/**
 * The live state of all batches as a pure function of what the service sends: (state, event) → (state, "a snapshot is needed").
 * The rules are those of contracts/events: committed events have no gaps, hints may be lost, versions only grow.
 */
import type { SequenceComplete, Snapshot, StepProgress } from '@neurohub/contracts/events';
import type { Alarm } from '@neurohub/contracts/record';
import type { RemoteStartView } from '@neurohub/contracts/remote-start-rest';
import type { BatchView, ExecutionView } from '@neurohub/contracts/rest';
import { withPrompts, withPromptsAfter } from './prompt-views.ts';
import { applyStepProgress, mergeSteps, pendingSteps } from './step-views.ts';

/** How many replaced executions are remembered, so that their late events are known as old. */
const REMEMBERED_EXECUTIONS = 20;

export interface LiveBatch {
  readonly view: BatchView;
  /** The last committed seq of `view.execution` that is in its steps. */
  readonly appliedSeq: number;
  readonly pastExecutionIds: readonly string[];
}

export interface StreamState {
  /** `null` until the first snapshot. */
  readonly streamId: string | null;
  readonly batches: Readonly<Record<string, LiveBatch>>;
  readonly alarms: readonly Alarm[];
  /** Tests that NeuroHub asks for; at most one of a batch. */
  readonly remoteStarts: readonly RemoteStartView[];
  /** Add to the local clock to get the service's, in milliseconds. */
  readonly clockOffsetMs: number;
}

export type StreamEvent =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot; readonly receivedAtMs: number }
  | { readonly type: 'batch_status'; readonly batch: BatchView }
  | { readonly type: 'step_progress'; readonly progress: StepProgress }
  | { readonly type: 'sequence_complete'; readonly complete: SequenceComplete }
  | { readonly type: 'alarm'; readonly alarm: Alarm }
  | { readonly type: 'remote_starts'; readonly remoteStarts: readonly RemoteStartView[] };

export interface StreamResult {
  readonly state: StreamState;
  readonly needsSnapshot: boolean;
}

export const EMPTY_STREAM: StreamState = {
  ...{ streamId: null, batches: {}, alarms: [], remoteStarts: [] },
  clockOffsetMs: 0,
};

export function reduceStream(state: StreamState, event: StreamEvent): StreamResult {
  switch (event.type) {
    case 'snapshot':
      return { state: applySnapshot(state, event.snapshot, event.receivedAtMs), needsSnapshot: false };
    case 'batch_status':
      return applyBatchStatus(state, event.batch);
    case 'step_progress':
      return applyInExecution(state, event.progress);
    case 'sequence_complete':
      return applyInExecution(state, event.complete);
    case 'alarm':
      return { state: { ...state, alarms: withAlarm(state.alarms, event.alarm) }, needsSnapshot: false };
    case 'remote_starts':
      return { state: { ...state, remoteStarts: event.remoteStarts }, needsSnapshot: false };
  }
}

function applySnapshot(state: StreamState, snapshot: Snapshot, receivedAtMs: number): StreamState {
  const known = snapshot.streamId === state.streamId ? state.batches : {};
  const batches: Record<string, LiveBatch> = {};
  for (const view of snapshot.batches) {
    const current = known[view.id];
    batches[view.id] = current && isOlder(view, current) ? current : fromSnapshot(view, current);
  }
  const clockOffsetMs = Date.parse(snapshot.at) - receivedAtMs;
  const { streamId, alarms, remoteStarts = [] } = snapshot;
  return { streamId, batches, alarms, remoteStarts, clockOffsetMs };
}

function isOlder(view: BatchView, current: LiveBatch): boolean {
  if (view.version < current.view.version) return true;
  const sameExecution = view.execution !== null && view.execution.id === current.view.execution?.id;
  return sameExecution && view.execution !== null && view.execution.lastSeq < current.appliedSeq;
}

function fromSnapshot(view: BatchView, current: LiveBatch | undefined): LiveBatch {
  return {
    view: view.execution ? { ...view, execution: withPendingSteps(view, view.execution) } : view,
    appliedSeq: view.execution?.lastSeq ?? 0,
    pastExecutionIds: rememberReplaced(current, view.execution?.id),
  };
}

function applyBatchStatus(state: StreamState, view: BatchView): StreamResult {
  const current = state.batches[view.id];
  if (!current) return { state, needsSnapshot: true };
  if (view.version <= current.view.version) return { state, needsSnapshot: false };
  const { execution } = view;
  if (execution === null) {
    const next = { view, appliedSeq: 0, pastExecutionIds: rememberReplaced(current, undefined) };
    return { state: withBatch(state, next), needsSnapshot: false };
  }
  return execution.id === current.view.execution?.id
    ? sameExecution(state, current, view, execution)
    : newExecution(state, current, view, execution);
}

function sameExecution(state: StreamState, current: LiveBatch, view: BatchView, execution: ExecutionView) {
  const carriesSteps = execution.steps.length > 0 && execution.lastSeq >= current.appliedSeq;
  const { steps, prompts } = carriesSteps ? execution : (current.view.execution ?? execution);
  const appliedSeq = carriesSteps ? execution.lastSeq : current.appliedSeq;
  const next = { ...current, appliedSeq, view: { ...view, execution: { ...execution, steps, prompts } } };
  // The event that ends the execution may follow its batch_status: one ahead is no gap.
  const needsSnapshot = execution.endedAt !== undefined && execution.lastSeq > appliedSeq + 1;
  return { state: withBatch(state, next), needsSnapshot };
}

function newExecution(state: StreamState, current: LiveBatch, view: BatchView, execution: ExecutionView) {
  // Event 1 is always executionStarted, which no step needs; anything later than that without steps was missed.
  const complete = execution.steps.length > 0 || execution.lastSeq <= 1;
  const next: LiveBatch = {
    view: { ...view, execution: withPendingSteps(view, execution) },
    appliedSeq: complete ? execution.lastSeq : 0,
    pastExecutionIds: rememberReplaced(current, execution.id),
  };
  return { state: withBatch(state, next), needsSnapshot: !complete };
}

function applyInExecution(state: StreamState, event: StepProgress | SequenceComplete): StreamResult {
  const current = state.batches[event.batchId];
  const execution = current?.view.execution;
  if (!current || !execution || execution.id !== event.executionId) {
    const isPast = current?.pastExecutionIds.includes(event.executionId) ?? false;
    return { state, needsSnapshot: !isPast };
  }
  const isCommitted = !('kind' in event) || event.kind === 'ended' || event.kind === 'marker';
  const expected = isCommitted ? current.appliedSeq + 1 : current.appliedSeq;
  if (event.seq < expected) return { state, needsSnapshot: false };
  if (event.seq > expected) return { state, needsSnapshot: true };
  const applied =
    'kind' in event
      ? withPromptsAfter({ ...execution, steps: applyStepProgress(execution.steps, event) }, event)
      : { ...whatIsOver(execution), ...event.execution };
  const next = { ...current, appliedSeq: event.seq, view: { ...current.view, execution: applied } };
  return { state: withBatch(state, next), needsSnapshot: false };
}

/** Nobody is asked any more, and it waits for no process. */
function whatIsOver(execution: ExecutionView): ExecutionView {
  const { interruption: _, ...rest } = withPrompts(execution, []);
  return rest;
}

function withPendingSteps(view: BatchView, execution: ExecutionView): ExecutionView {
  return { ...execution, steps: mergeSteps(pendingSteps(view.sequence?.steps ?? []), execution.steps) };
}

function rememberReplaced(current: LiveBatch | undefined, nextId: string | undefined): readonly string[] {
  if (!current) return [];
  const replaced = current.view.execution?.id;
  if (replaced === undefined || replaced === nextId) return current.pastExecutionIds;
  return [...current.pastExecutionIds, replaced].slice(-REMEMBERED_EXECUTIONS);
}

function withBatch(state: StreamState, batch: LiveBatch): StreamState {
  return { ...state, batches: { ...state.batches, [batch.view.id]: batch } };
}

function withAlarm(alarms: readonly Alarm[], alarm: Alarm): readonly Alarm[] {
  const others = alarms.filter((other) => other.id !== alarm.id);
  return alarm.clearedAt === undefined ? [alarm, ...others] : others;
}
