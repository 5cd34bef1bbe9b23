/**
 * Who has which shared instrument, and who waits. Pure: no clock, no messages.
 *
 * A request takes its instruments one after the other in the order of their ids, each from a queue in which who came first is first,
 * and is granted when it has the last. Nobody waits for a lower id than one he has, so nobody waits in a circle; nobody is passed
 * by, so nobody starves.
 */
import { CodedError } from '@neurohub/contracts/errors';

export interface LeaseRequest {
  requestId: string;
  batchId: string;
  executionId: string | null;
  step: string;
  /** ISO 8601; for people. */
  since: string;
}

export interface Lease extends LeaseRequest {
  /** In the order in which they are taken. */
  readonly instruments: readonly string[];
  /** How many of them it has, from the first on. */
  taken: number;
  /** Grows with every lease; null until every instrument is there. */
  token: number | null;
}

export class LeaseTable {
  readonly #leases = new Map<string, Lease>();
  readonly #owners = new Map<string, Lease>();
  readonly #queues = new Map<string, Lease[]>();
  #lastToken: number;

  /** @param lastToken that was ever given */
  constructor(lastToken = 0) {
    this.#lastToken = lastToken;
  }

  get(requestId: string): Lease | undefined {
    return this.#leases.get(requestId);
  }

  /** Who has the instrument, be it that he waits for others still. */
  ownerOf(instrument: string): Lease | undefined {
    return this.#owners.get(instrument);
  }

  /** Who waits for the instrument, first come first. */
  waitingFor(instrument: string): readonly Lease[] {
    return this.#queues.get(instrument) ?? [];
  }

  /** What the lease waits for right now; undefined when it has everything. */
  obstacleOf(lease: Lease): { instrument: string; owner: Lease } | undefined {
    const instrument = lease.instruments[lease.taken];
    const owner = instrument === undefined ? undefined : this.#owners.get(instrument);
    return instrument === undefined || owner === undefined ? undefined : { instrument, owner };
  }

  /** A number that is larger than every one before. */
  nextToken(): number {
    this.#lastToken += 1;
    return this.#lastToken;
  }

  leasesOf(batchId: string): Lease[] {
    return [...this.#leases.values()].filter((lease) => lease.batchId === batchId);
  }

  /**
   * Granted at once when its `token` is set, else it waits. A request that is known already is answered as it stands.
   * @throws LEASE_ORDER when the batch has an instrument that comes after one of these
   */
  add(request: LeaseRequest, instruments: readonly string[]): Lease {
    const known = this.#leases.get(request.requestId);
    if (known) return known;
    const ordered = [...new Set(instruments)].sort();
    this.#refuseWrongOrder(request.batchId, ordered);
    const lease: Lease = { ...request, instruments: ordered, taken: 0, token: null };
    this.#leases.set(lease.requestId, lease);
    this.#advance(lease);
    return lease;
  }

  /** Gives back what it has and leaves every queue. Answers the leases that are granted by it; harmless when it is unknown. */
  remove(requestId: string): Lease[] {
    const lease = this.#leases.get(requestId);
    if (!lease) return [];
    this.#leases.delete(requestId);
    const awaited = lease.instruments[lease.taken];
    if (awaited !== undefined)
      this.#queues.set(
        awaited,
        this.waitingFor(awaited).filter((other) => other !== lease),
      );
    return lease.instruments.slice(0, lease.taken).flatMap((instrument) => this.#handOn(instrument));
  }

  /** To the first in the queue: there is no moment in which a newcomer could step in. */
  #handOn(instrument: string): Lease[] {
    this.#owners.delete(instrument);
    const [next, ...rest] = this.waitingFor(instrument);
    this.#queues.set(instrument, rest);
    if (!next) return [];
    this.#advance(next);
    return next.token === null ? [] : [next];
  }

  #advance(lease: Lease): void {
    for (; lease.taken < lease.instruments.length; lease.taken += 1) {
      const instrument = lease.instruments[lease.taken] as string;
      if (this.#owners.has(instrument)) {
        this.#queues.set(instrument, [...this.waitingFor(instrument), lease]);
        return;
      }
      this.#owners.set(instrument, lease);
    }
    lease.token = this.nextToken();
  }

  #refuseWrongOrder(batchId: string, ordered: readonly string[]): void {
    const has = this.leasesOf(batchId).flatMap(({ instruments }) => instruments);
    const [first] = ordered;
    const later = has.filter((instrument) => first !== undefined && instrument >= first).sort();
    if (later.length === 0) return;
    throw new CodedError('LEASE_ORDER', `${ordered.join(', ')} cannot be had while ${later.join(', ')} is held`, {
      details: { wanted: ordered, held: later },
    });
  }
}
