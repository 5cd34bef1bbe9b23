/**
 * The service's half of the commit gate: one RECORD becomes rows, all or none, exactly once.
 * Its caller gives it a savepoint of its own, so whatever it throws leaves nothing behind.
 */
import { CodedError } from '@neurohub/contracts/errors';
import type { RecordEvent, RecordMessage } from '@neurohub/contracts/ipc';
import type { ExecutionSummary } from '@neurohub/contracts/record';
import type { CheckpointPlace } from './checkpoints.ts';
import type { ExecutionCursor } from './executions.ts';
import { eventHash } from './record-events.ts';
import type { Tables } from './tables.ts';

/** A RECORD on its way to the writer: each event as its JSON text, which is what is hashed. */
export type RecordJob = Pick<RecordMessage, 'executionId' | 'epoch' | 'firstSeq'> & { events: string[] };

export interface CommitResult {
  /** Sequence number of the last event of this RECORD: what COMMITTED carries. */
  seq: number;
  /** How many events at its front had been committed by an earlier copy of it. Nothing is to be told about those again. */
  alreadyCommitted: number;
  /** The execution as closed, when this RECORD closed it. */
  closed: ExecutionSummary | null;
}

/** @throws CodedError FENCED, PROTOCOL_ERROR */
export function commitRecord(tables: Tables, job: RecordJob): CommitResult {
  const { executionId, firstSeq } = job;
  const cursor = tables.executions.cursor(executionId);
  if (cursor === undefined) throw protocolError(job, 'no such execution was accepted');
  refuseStrangers(job, cursor);
  const hashes = job.events.map(eventHash);
  const alreadyCommitted = countRepeated(tables, job, { cursor, hashes });
  const seq = firstSeq + job.events.length - 1;
  if (alreadyCommitted === job.events.length) return { seq, alreadyCommitted, closed: null };
  if (cursor.isClosed) throw new CodedError('FENCED', `execution ${executionId} is closed: nothing can be added to it`);

  const events: RecordEvent[] = job.events.slice(alreadyCommitted).map((text) => JSON.parse(text));
  const end = events.findIndex(({ type }) => type === 'executionEnded');
  if (end >= 0 && end < events.length - 1) throw protocolError(job, 'an event follows executionEnded');
  let checkpoint: CheckpointPlace | null = null;
  for (const [i, event] of events.entries()) {
    const at = firstSeq + alreadyCommitted + i;
    tables.recordEvents.insert(executionId, { seq: at, type: event.type, hash: hashes[alreadyCommitted + i] });
    checkpoint = applyEvent(tables, executionId, { seq: at, event }) ?? checkpoint;
  }
  tables.checkpoints.advance(executionId, seq, checkpoint);
  return { seq, alreadyCommitted, closed: end >= 0 ? tables.executions.summary(executionId) : null };
}

function refuseStrangers(job: RecordJob, cursor: ExecutionCursor): void {
  if (job.epoch < cursor.epoch)
    throw new CodedError('FENCED', `worker ${job.epoch} was replaced by ${cursor.epoch}`, {
      details: { executionId: job.executionId, epoch: job.epoch, owner: cursor.epoch },
    });
  if (job.epoch > cursor.epoch) throw protocolError(job, `it belongs to worker ${cursor.epoch}`);
  if (job.firstSeq > cursor.lastSeq + 1) throw protocolError(job, `expected seq ${cursor.lastSeq + 1}: there is a gap`);
}

function countRepeated(tables: Tables, job: RecordJob, known: { cursor: ExecutionCursor; hashes: Buffer[] }): number {
  const taken = Math.min(job.events.length, Math.max(0, known.cursor.lastSeq - job.firstSeq + 1));
  for (const [i, hash] of known.hashes.slice(0, taken).entries()) {
    const seq = job.firstSeq + i;
    if (tables.recordEvents.isSame(job.executionId, seq, hash)) continue;
    if (known.cursor.isClosed)
      throw new CodedError('FENCED', `execution ${job.executionId} was closed at seq ${known.cursor.lastSeq}`);
    throw protocolError(job, `seq ${seq} was committed with other content`);
  }
  return taken;
}

/** Writes the rows of one event. A step that ended is where a resume would begin: it gives a checkpoint. */
function applyEvent(
  tables: Tables,
  id: string,
  { seq, event }: { seq: number; event: RecordEvent },
): CheckpointPlace | null {
  switch (event.type) {
    case 'executionStarted':
      tables.executions.markStarted(id, event.at);
      return null;
    case 'stepStarted':
      tables.steps.begin(id, seq, event);
      return null;
    case 'executionResumed':
      tables.interruptions.resumed(id, event.resumption, event.at);
      return null;
    case 'executionPaused':
      tables.pauses.begin(id, seq, event);
      return null;
    case 'executionContinued':
      tables.pauses.end(id, event);
      return null;
    case 'hardwareLost':
      tables.hardwareLosses.begin(id, seq, event);
      return null;
    case 'hardwareGivenUp':
      tables.hardwareLosses.giveUp(id, event);
      return null;
    case 'hardwareBack':
      tables.hardwareLosses.end(id, event);
      return null;
    case 'promptAsked':
    case 'promptClosed':
      // Kept with the step that asked, when it ends.
      return null;
    case 'stepEnded':
      tables.steps.end(id, seq, event.step);
      tables.contents.keep(id, event.step);
      if (event.state) tables.checkpoints.keepState(id, seq, event.state);
      if (event.verdict) tables.checkpoints.keepVerdict(id, event.verdict);
      return {
        ...{ seq, nextStepIndex: event.nextStepIndex, iterations: event.nextIterations },
        ...{ elapsedMs: event.elapsedMs, activeMs: event.activeMs },
      };
    case 'executionEnded':
      tables.executions.close(id, event);
      tables.outbox.addExecution(id, { at: event.at, bytes: tables.audit.executionClosed(id, event) });
      return null;
    default:
      throw new CodedError('PROTOCOL_ERROR', `unknown event ${JSON.stringify(event satisfies never)}`);
  }
}

function protocolError(job: RecordJob, found: string): CodedError {
  const { executionId, epoch, firstSeq, events } = job;
  return new CodedError('PROTOCOL_ERROR', `RECORD ${firstSeq}..${firstSeq + events.length - 1} refused: ${found}`, {
    details: { executionId, epoch, firstSeq, retry: false },
  });
}
