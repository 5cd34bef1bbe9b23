import type { Log } from '../log.ts';
import type { TrafficRing } from './traffic-ring.ts';

/** Who wants to know how the way to the instrument is. Calls must not throw. */
export interface ConnectionListener {
  /** The connection is of no use any more. `reason`: a DriverConnectionError when it was lost, else why it was ended from here. */
  broken(reason: Error): void;
}

/** What a transport takes from its driver's context: the hardware id for messages, the log, and the ring for every byte. */
export interface TransportContext {
  /** Hardware id, for messages. */
  readonly name: string;
  /** Lines for the execution's log. */
  readonly log?: Log;
  /** Takes every byte. */
  readonly traffic?: TrafficRing | undefined;
  /** Told when the connection breaks; not when it is closed on purpose. */
  readonly connection?: ConnectionListener | undefined;
}

/** How a call that waits is ended. */
export interface CallOptions {
  /** Ends the call; what was sent stays sent. */
  signal?: AbortSignal | undefined;
  /** Milliseconds, counted from the turn of this call. @default that of the client */
  timeoutMs?: number | undefined;
}
