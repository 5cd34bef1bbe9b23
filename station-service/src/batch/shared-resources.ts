import type { StationConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorData, toErrorData } from '@neurohub/contracts/errors';
import type { RecordReply, ResourceMessage } from '@neurohub/contracts/ipc';
import type { SharedInstrument } from '@neurohub/contracts/rest';
import type { WorkerHandle } from '@neurohub/worker-link';
import type { Clock } from '../core/clock.ts';
import { type Lease, LeaseTable } from './lease-table.ts';
import { type Arrival, RendezvousTable } from './rendezvous-table.ts';

const COMMAND_ATTEMPTS = 5;
/** Its step may take 2 s to end, then safeStop and disconnect have 5 s each. */
const LET_GO_LIMIT_MS = 15_000;

/** A worker process, as far as it shares something with others. */
export interface ResourceUser {
  readonly batchId: string;
  readonly command: WorkerHandle['command'];
  /** Ends the process: it does not answer, or does not let go. */
  kill(): void;
  /** For the log of its batch. */
  note(level: 'info' | 'warning' | 'error', message: string): void;
}

export interface SharedResourcesParts {
  /** Batches and shared hardware as they are in effect at any moment. */
  config: Pick<StationConfig, 'batches' | 'sharedHardware' | 'rendezvous'>;
  /** No lease of an earlier life of the station has a higher one. */
  lastToken: number;
  clock: Pick<Clock, 'wallIso'>;
  /** Told when who has an instrument has changed. */
  onChange: () => void;
}

type Answer = { token: number } | { error: ErrorData };

/**
 * What the batches share: the leases of instruments, and the rendezvous. Decides by {@link LeaseTable} and {@link RendezvousTable}, answers
 * requests, and tells by GRANT what came later. What a worker has is free again when it says so, when its execution has ended, or
 * when its process is gone; never before.
 */
export class SharedResources {
  readonly #parts: SharedResourcesParts;
  readonly #leases: LeaseTable;
  readonly #rendezvous: RendezvousTable;
  readonly #users = new Map<string, ResourceUser>();
  /** Time limits: of the wait at a rendezvous, and of letting go of a broken lease; by request. */
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #broken = new Set<string>();

  constructor(parts: SharedResourcesParts) {
    this.#parts = parts;
    this.#leases = new LeaseTable(parts.lastToken);
    this.#rendezvous = new RendezvousTable(parts.config.rendezvous);
  }

  /** Answers a REQUEST at once: granted, queued, or refused by name. The same request again gets the answer as it is now. */
  request(message: ResourceMessage, user: ResourceUser): RecordReply {
    const { requestId } = message;
    this.#users.set(requestId, user);
    try {
      return message.rendezvous === undefined
        ? this.#lend(message, user)
        : this.#arrive(message.rendezvous, message, user);
    } catch (thrown) {
      this.#users.delete(requestId);
      return { type: 'REFUSED', requestId, error: toErrorData(thrown) };
    }
  }

  /** A lease is given back, or a wait is given up. Harmless when it is over already. */
  release(requestId: string): void {
    this.#users.delete(requestId);
    this.#broken.delete(requestId);
    clearTimeout(this.#timers.get(requestId));
    this.#timers.delete(requestId);
    this.#rendezvous.leave(requestId);
    for (const lease of this.#leases.remove(requestId)) this.#grant(lease.requestId, { token: lease.token ?? 0 });
    this.#parts.onChange();
  }

  /** The execution, or the process behind it, is over: whatever it had or waited for is free. */
  left(user: ResourceUser): void {
    for (const [requestId, owner] of this.#users) if (owner === user) this.release(requestId);
  }

  /**
   * Takes the instrument away from who has it: its step ends in error, it makes safe and lets go. Nobody has it before that is done; a
   * worker that does not let go in time is ended. Does nothing when nobody has it.
   * @throws INSTRUMENT_NOT_FOUND
   */
  breakLease(id: string, { reason, operator }: { reason: string; operator?: string | undefined }): SharedInstrument {
    const view = this.#view(id);
    const lease = this.#leases.ownerOf(id);
    const user = lease && this.#users.get(lease.requestId);
    if (!lease || !user || this.#broken.has(lease.requestId)) return view;
    const message = `the lease of "${id}" was broken by ${operator ?? 'a person'}: ${reason}`;
    user.note('warning', message);
    if (lease.token === null) this.#grant(lease.requestId, { error: { code: 'LEASE_BROKEN', message } });
    else this.#revoke(lease.requestId, user, message);
    return this.#view(id);
  }

  list(): SharedInstrument[] {
    return Object.keys(this.#parts.config.sharedHardware).map((id) => this.#view(id));
  }

  /** The batch that has the instrument now. */
  holderOf(instrument: string): string | undefined {
    return this.#leases.ownerOf(instrument)?.batchId;
  }

  #lend(message: ResourceMessage, { batchId }: ResourceUser): RecordReply {
    const { requestId, executionId, step, instruments = [] } = message;
    for (const id of instruments) this.#assertMayUse(batchId, id);
    const since = this.#parts.clock.wallIso();
    const lease = this.#leases.add({ requestId, batchId, executionId, step, since }, instruments);
    this.#parts.onChange();
    if (lease.token !== null) return { type: 'GRANTED', requestId, token: lease.token };
    const waitingFor = lease.instruments.flatMap((instrument) => {
      const owner = this.#leases.ownerOf(instrument);
      return owner && owner !== lease ? [{ instrument, owner: owner.batchId }] : [];
    });
    return { type: 'QUEUED', requestId, waitingFor };
  }

  #arrive(name: string, { requestId, step }: ResourceMessage, { batchId }: ResourceUser): RecordReply {
    const arrival = { requestId, batchId, step, since: this.#parts.clock.wallIso() };
    const complete = this.#rendezvous.arrive(name, arrival);
    if (complete) return this.#meet(complete, requestId);
    if (!this.#timers.has(requestId)) this.#limitWait(name, requestId);
    const missing = this.#rendezvous.missingAt(name).map((owner) => ({ instrument: name, owner }));
    return { type: 'QUEUED', requestId, waitingFor: missing };
  }

  /** All begin: those who wait are told, who came last has it as its answer. */
  #meet(arrivals: readonly Arrival[], lastId: string): RecordReply {
    const token = this.#leases.nextToken();
    for (const { requestId } of arrivals) {
      if (requestId !== lastId) this.#grant(requestId, { token });
      this.release(requestId);
    }
    return { type: 'GRANTED', requestId: lastId, token };
  }

  #limitWait(name: string, requestId: string): void {
    const { timeoutMs = 0 } = this.#parts.config.rendezvous[name] ?? {};
    const tooLate = () => {
      const missing = this.#rendezvous.missingAt(name);
      const message = `nobody else came to the rendezvous "${name}" within ${timeoutMs / 1000} s: ${missing.join(', ')}`;
      this.#grant(requestId, { error: { code: 'RENDEZVOUS_TIMEOUT', message, details: { name, missing } } });
    };
    this.#timers.set(requestId, setTimeout(tooLate, timeoutMs).unref());
  }

  #revoke(requestId: string, user: ResourceUser, reason: string): void {
    this.#broken.add(requestId);
    const end = (why: string) => {
      user.note('error', `the process is ended: ${why}`);
      user.kill();
    };
    const tooLong = `it did not let go of a broken lease within ${LET_GO_LIMIT_MS / 1000} s`;
    this.#timers.set(requestId, setTimeout(() => end(tooLong), LET_GO_LIMIT_MS).unref());
    user
      .command({ type: 'REVOKE', requestId, reason }, { urgent: true, attempts: COMMAND_ATTEMPTS })
      .catch((thrown: unknown) => this.#undelivered(requestId, user, thrown));
  }

  /** Tells a worker what became of its request. With an error the request is over. */
  #grant(requestId: string, answer: Answer): void {
    const user = this.#users.get(requestId);
    if ('error' in answer) this.release(requestId);
    user
      ?.command({ type: 'GRANT', requestId, ...answer }, { attempts: COMMAND_ATTEMPTS })
      .catch((thrown: unknown) => this.#undelivered(requestId, user, thrown));
  }

  /** A worker that has given up its request says so; one that does not answer may believe anything, and has to go. */
  #undelivered(requestId: string, user: ResourceUser, thrown: unknown): void {
    const { code, message } = toErrorData(thrown, 'WORKER_REFUSED');
    if (code === 'WORKER_TIMEOUT') {
      user.note('error', `the process is ended: ${message}`);
      user.kill();
    } else this.release(requestId);
  }

  #assertMayUse(batchId: string, id: string): void {
    const { batches } = this.#view(id);
    if (batches.includes(batchId)) return;
    const message = `batch ${batchId} does not use "${id}"; station.yaml gives it to ${batches.join(', ') || 'none'}`;
    throw new CodedError('INSTRUMENT_NOT_FOUND', message);
  }

  #view(id: string): SharedInstrument {
    const { sharedHardware, batches } = this.#parts.config;
    if (!Object.hasOwn(sharedHardware, id)) {
      const known = Object.keys(sharedHardware).join(', ') || 'none';
      throw new CodedError('INSTRUMENT_NOT_FOUND', `no shared instrument "${id}"; there are: ${known}`);
    }
    const users = batches.filter(({ shared }) => Object.values(shared).includes(id));
    const lease = this.#leases.ownerOf(id);
    return {
      id,
      batches: users.map((batch) => batch.id),
      holder: lease ? { ...placeOf(lease), executionId: lease.executionId, token: lease.token } : null,
      waiting: this.#leases.waitingFor(id).map(placeOf),
    };
  }
}

const placeOf = ({ batchId, step, since }: Lease) => ({ batchId, step, since });
