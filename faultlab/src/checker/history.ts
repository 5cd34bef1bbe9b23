import type { SequenceComplete, StepProgress } from '@neurohub/contracts/events';
import type { StepRecord } from '@neurohub/contracts/record';
import type { Verdict } from '@neurohub/contracts/vocabulary';

/** A test that somebody asked for, whether or not an answer came. */
export interface RequestedTest {
  serialNumber: string;
  batchId: string;
  /** What the test has to say when nothing breaks. */
  truth: Extract<Verdict, 'PASS' | 'FAIL'>;
}

/** A step whose end was told to the outside: from then on it counts as kept. */
export interface AcknowledgedStep {
  executionId: string;
  seq: number;
  step: StepRecord;
}

/** A history as it is kept in a file. */
export interface KeptHistory {
  requested: RequestedTest[];
  acknowledged: AcknowledgedStep[];
  workerKilled: string[];
  accepted: [string, string][];
  completed: [string, SequenceComplete][];
  streams: [string, number[]][];
  cleanups: [string, number][];
}

/**
 * Everything that was seen of a station from outside: what was asked and answered over REST, what came over the socket, which
 * workers were killed, and what the sequence told its witness. It is the measure against which the database is checked.
 */
export class History {
  readonly requested: RequestedTest[] = [];
  /** Execution id by serial number, for every request that was answered. */
  readonly accepted = new Map<string, string>();
  readonly acknowledged: AcknowledgedStep[] = [];
  readonly completed = new Map<string, SequenceComplete>();
  /** Sequence numbers of committed events as they came, by execution. */
  readonly streams = new Map<string, number[]>();
  /** Serial numbers under whose test the worker was killed: nobody could clean up for them. */
  readonly workerKilled = new Set<string>();
  /** How often each serial number was cleaned up, as its witness says. */
  readonly cleanups = new Map<string, number>();

  /** What `JSON.stringify` makes of a history, as a history again. */
  static from(kept: KeptHistory): History {
    const history = new History();
    history.requested.push(...kept.requested);
    history.acknowledged.push(...kept.acknowledged);
    for (const name of ['accepted', 'completed', 'streams', 'cleanups'] as const)
      for (const [key, value] of kept[name]) (history[name] as Map<string, unknown>).set(key, value);
    for (const serialNumber of kept.workerKilled) history.workerKilled.add(serialNumber);
    return history;
  }

  toJSON(): KeptHistory {
    const { requested, acknowledged, accepted, completed, streams, cleanups, workerKilled } = this;
    return {
      ...{ requested, acknowledged, workerKilled: [...workerKilled] },
      ...{ accepted: [...accepted], completed: [...completed], streams: [...streams], cleanups: [...cleanups] },
    };
  }

  accept(serialNumber: string, executionId: string): void {
    this.accepted.set(serialNumber, executionId);
  }

  progress(event: StepProgress): void {
    const { kind, executionId, seq } = event;
    if (kind !== 'ended' && kind !== 'marker') return;
    this.#stream(executionId).push(seq);
    if (kind === 'ended') this.acknowledged.push({ executionId, seq, step: event.step });
  }

  complete(event: SequenceComplete): void {
    this.completed.set(event.executionId, event);
    // An execution that its worker ended has told this number before, by a marker.
    const stream = this.#stream(event.executionId);
    if (stream.at(-1) !== event.seq) stream.push(event.seq);
  }

  /** The worker of a batch is about to be killed: every test that has not been seen to end may be the one it takes along. */
  workerDies(batchId: string): void {
    for (const request of this.requested) {
      const executionId = this.accepted.get(request.serialNumber);
      const hasEnded = executionId !== undefined && this.completed.has(executionId);
      if (request.batchId === batchId && !hasEnded) this.workerKilled.add(request.serialNumber);
    }
  }

  #stream(executionId: string): number[] {
    const known = this.streams.get(executionId);
    if (known) return known;
    const stream: number[] = [];
    this.streams.set(executionId, stream);
    return stream;
  }
}
