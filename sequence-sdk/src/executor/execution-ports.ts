import type { RecordEvent, Telemetry } from '@neurohub/contracts/ipc';

/** Where events are kept. Events are committed in the order they are given, or not at all. */
export interface Recorder {
  /** Takes the event at once; resolves with its seq when it is committed. @throws CodedError FENCED, STORAGE_FAILED, PROTOCOL_ERROR */
  record(event: RecordEvent): Promise<number>;
  /** Takes the event without an answer: used once {@link record} has failed, in case the storage comes back. Never throws. */
  recordLater(event: RecordEvent): void;
  /** True when everything given has been committed within the time; at once false when nothing can be committed any more. */
  flush(timeoutMs: number): Promise<boolean>;
}

type WithoutBase<T> = T extends unknown ? Omit<T, 'batchId' | 'epoch' | 'logSeq'> : never;

/** What an execution tells while it is under way. Batch, epoch and log number are the sender's. */
export type ExecutionTelemetry = WithoutBase<Exclude<Telemetry, { type: 'HEARTBEAT' | 'ERROR' }>>;

/** Fire and forget: never waits, never throws. */
export interface TelemetrySink {
  publish(event: ExecutionTelemetry): void;
}

/** What a step needs and other batches use too. Everything here may take long, and ends soon after `signal` fires. */
export interface Resources {
  /**
   * Takes shared instruments, all at once, for as long as the lease is held.
   * @param instruments as the plan names them, each once, in alphabetical order
   * @throws whatever keeps them from being had; the signal's reason after it has fired
   */
  acquire(instruments: readonly string[], request: ResourceRequest): Promise<Lease>;
  /** Waits until the same step of the other batches is here too. @throws as {@link acquire}; RENDEZVOUS_TIMEOUT */
  rendezvous(name: string, request: ResourceRequest): Promise<void>;
}

export interface ResourceRequest {
  /** The step or block that asks. */
  readonly step: string;
  readonly signal: AbortSignal;
  /** To be called when it has to wait, with what people want to know: who holds it. May be called again. */
  queued(detail: string): void;
}

export interface Lease {
  /** Lets go. Called once. */
  release(): Promise<void>;
}

/** Every wait and every time limit of an execution is on this clock; the test kit has one that needs no time. */
export interface Clock {
  /** ISO 8601, UTC. For people; nothing is ordered by it. */
  timestamp(): string;
  /** Milliseconds on a monotonic clock. */
  monotonicMs(): number;
  /** Calls back once, `ms` milliseconds from now. What it answers cancels that; harmless afterwards. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  timestamp: () => new Date().toISOString(),
  monotonicMs: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
