/** What happens inside the service, told to whoever wants to know (socket, alarms, metrics). Delivery is synchronous, in order. */
import type { StationConfig } from '@neurohub/contracts/config';
import type { LogEvent, SequenceComplete, StepProgress } from '@neurohub/contracts/events';
import type { Alarm } from '@neurohub/contracts/record';
import type { RemoteStartView } from '@neurohub/contracts/remote-start-rest';
import type { BatchView } from '@neurohub/contracts/rest';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import type { ExitClass, WorkerLane } from '@neurohub/contracts/vocabulary';
import type { RecoveryDecision } from '../batch/recovery-policy.ts';
import type { Logger } from './logger.ts';

export interface WorkerDeath {
  batchId: string;
  exitClass: ExitClass;
  message: string;
  /** The test that it had. */
  executionId: string | null;
  decision: RecoveryDecision;
}

/** Every event with its payload. */
export interface ServiceEventMap {
  /** The whole state of a batch; an older `version` never follows a newer one. */
  batchChanged: BatchView;
  /** A committed step, or a live hint about a running one. */
  stepProgress: StepProgress;
  /** An execution was closed, by its worker or by the service. */
  executionClosed: SequenceComplete;
  logEntry: LogEvent;
  /** A frame came from the process of a batch. `isBad`: it was no message of the protocol. */
  workerFrame: { batchId: string; lane: WorkerLane; isBad: boolean };
  /** The process of a batch died, or did not get ready. */
  workerDied: WorkerDeath;
  alarm: Alarm;
  /** Batches that have come or gone, by id. */
  batchesChanged: readonly string[];
  /** Tests that NeuroHub asks for: all that wait for a person. */
  remoteStarts: readonly RemoteStartView[];
  /** What waits for NeuroHub, or how the connection stands; conflated. */
  syncChanged: SyncStatus;
  /** Another configuration is in effect; batches may still have to take theirs. */
  configChanged: StationConfig;
}

type EventName = keyof ServiceEventMap;
type Handler<K extends EventName> = (payload: ServiceEventMap[K]) => void;
type Handlers = { [K in EventName]: Set<Handler<K>> };

export class ServiceEvents {
  readonly #log: Pick<Logger, 'error'>;
  readonly #handlers: Handlers = {
    batchChanged: new Set(),
    stepProgress: new Set(),
    executionClosed: new Set(),
    logEntry: new Set(),
    workerFrame: new Set(),
    workerDied: new Set(),
    alarm: new Set(),
    batchesChanged: new Set(),
    remoteStarts: new Set(),
    configChanged: new Set(),
    syncChanged: new Set(),
  };

  /** A handler that throws is logged there; the others are called all the same. */
  constructor(log: Pick<Logger, 'error'>) {
    this.#log = log;
  }

  /** @returns a function that ends the subscription; it may be called twice */
  on<K extends EventName>(event: K, handler: Handler<K>): () => void {
    // A wrapper of its own: the same function given twice is two subscriptions.
    const subscription: Handler<K> = (payload) => handler(payload);
    const handlers: Set<Handler<K>> = this.#handlers[event];
    handlers.add(subscription);
    return () => void handlers.delete(subscription);
  }

  /** Never throws. */
  emit<K extends EventName>(event: K, payload: ServiceEventMap[K]): void {
    for (const handler of [...this.#handlers[event]]) {
      try {
        handler(payload);
      } catch (err) {
        this.#log.error({ event, err }, 'a handler of an event threw');
      }
    }
  }
}
