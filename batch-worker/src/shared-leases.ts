import { randomUUID } from 'node:crypto';
import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { Command, RecordReply, RecordRequest, ResourceMessage } from '@neurohub/contracts/ipc';
import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { Lease, ResourceRequest, Resources, SequenceHost } from '@neurohub/sequence-sdk/executor';

export interface SharedLeasesParts {
  /** The record lane. */
  lane: { request(message: RecordRequest): Promise<RecordReply> };
  epoch: number;
}

/** Whom leases are for. */
export interface LeaseUse {
  /** Null for a manual session. */
  executionId: string | null;
  hardware: ExecutionPlan['hardware'];
  host: Pick<SequenceHost, 'attach' | 'detach'>;
  /** Resolves when nothing that was called by then runs any more, or was left behind. */
  untilIdle(): Promise<void>;
  /** A lease was broken, or an instrument could not be made safe. */
  failed(error: CodedError): void;
}

interface Asked {
  use: LeaseUse;
  granted: PromiseWithResolvers<void>;
  /** Set while a lease is held. */
  lease?: Lease;
}

type Wanted = Pick<ResourceMessage, 'instruments' | 'rendezvous'>;

/**
 * What this worker has of the things that batches share, and what it waits for. Asks on the record lane; GRANT and REVOKE are commands.
 * An instrument is connected after its lease is had, and made safe and disconnected before it is given back.
 */
export class SharedLeases {
  readonly #parts: SharedLeasesParts;
  readonly #asked = new Map<string, Asked>();
  #releasing: Promise<unknown> = Promise.resolve();

  constructor(parts: SharedLeasesParts) {
    this.#parts = parts;
  }

  /** @throws LEASE_NOT_HELD when nothing was asked for, or no longer is */
  granted({ requestId, error }: Extract<Command, { type: 'GRANT' }>): void {
    const { granted } = this.#find(requestId);
    if (error) granted.reject(errorOf(error));
    else granted.resolve();
  }

  /** What uses it ends in error; then it is let go, whoever holds it for how long. @throws as {@link granted} */
  revoked({ requestId, reason }: Extract<Command, { type: 'REVOKE' }>): void {
    const asked = this.#find(requestId);
    const error = new CodedError('LEASE_BROKEN', reason);
    asked.granted.reject(error);
    asked.use.failed(error);
    void asked.use.untilIdle().then(() => asked.lease?.release());
  }

  /** Resolves when everything that was to be given back is disconnected. */
  async settled(): Promise<void> {
    await this.#releasing;
  }

  /** For the executor of one execution, or for a manual session. */
  resourcesFor(use: LeaseUse): Resources {
    return {
      acquire: async (instruments, request) => {
        // What is just being given back may be among them.
        await this.settled();
        return this.#attached(await this.#ask({ instruments: [...instruments] }, request, use), instruments);
      },
      rendezvous: async (rendezvous, request) => {
        this.#asked.delete(await this.#ask({ rendezvous }, request, use));
      },
    };
  }

  /** Connected only now; and given back at once when that fails. */
  async #attached(requestId: string, instruments: readonly string[]): Promise<Lease> {
    const asked = this.#find(requestId);
    const { host, hardware } = asked.use;
    const ids = Object.keys(hardware).filter(
      (id) => hardware[id]?.shared && instruments.includes(hardware[id].instrument),
    );
    try {
      await host.attach(ids);
    } catch (thrown) {
      this.#giveBack(requestId);
      throw thrown;
    }
    asked.lease = { release: once(() => this.#release(requestId, ids, asked.use)) };
    return asked.lease;
  }

  #release(requestId: string, ids: string[], { host, failed }: LeaseUse): Promise<void> {
    const released = host.detach(ids).then((failures) => {
      this.#giveBack(requestId);
      for (const { hardware, action, error } of failures) {
        const message = `${action}() of "${hardware}" failed before it was given back: ${error.message}`;
        // A connection that does not close harms nobody; an instrument that was not made safe may.
        if (action === 'safeStop') failed(new CodedError('CLEANUP_FAILED', message, { details: { hardware } }));
      }
    });
    this.#releasing = Promise.all([this.#releasing, released]);
    return released;
  }

  /** The id of what was granted. */
  async #ask(wanted: Wanted, { step, signal, queued }: ResourceRequest, use: LeaseUse): Promise<string> {
    const requestId = randomUUID();
    const granted = Promise.withResolvers<void>();
    // Before the question goes out: the grant of a queued one may overtake the word that it was queued.
    this.#asked.set(requestId, { use, granted });
    // A refusal that comes while nobody awaits it yet is no unhandled one.
    granted.promise.catch(() => undefined);
    const giveUp = () => granted.reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    try {
      const { lane, epoch } = this.#parts;
      const { executionId } = use;
      const reply = await lane.request({ type: 'REQUEST', epoch, executionId, requestId, step, ...wanted });
      if (reply.type === 'GRANTED') granted.resolve();
      else if (reply.type === 'QUEUED') queued(reply.waitingFor.map(obstacleText).join(', '));
      else
        granted.reject(reply.type === 'REFUSED' ? errorOf(reply.error) : new CodedError('PROTOCOL_ERROR', reply.type));
      if (signal.aborted) throw signal.reason;
      await granted.promise;
      return requestId;
    } catch (thrown) {
      this.#giveBack(requestId);
      throw thrown;
    } finally {
      signal.removeEventListener('abort', giveUp);
    }
  }

  /** Nothing waits for the answer: a station that cannot hear it takes everything back when the execution ends. */
  #giveBack(requestId: string): void {
    if (!this.#asked.delete(requestId)) return;
    const { lane, epoch } = this.#parts;
    lane.request({ type: 'RELEASE', epoch, requestId }).catch(() => undefined);
  }

  #find(requestId: string): Asked {
    const asked = this.#asked.get(requestId);
    if (asked) return asked;
    throw new CodedError('LEASE_NOT_HELD', `nothing is asked for as ${requestId}`);
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => (done ??= act());
}

const errorOf = ({ code, message, details }: ErrorData) => new CodedError(code, message, { details });

const obstacleText = ({ instrument, owner }: { instrument: string; owner: string }) => `${instrument} (${owner})`;
