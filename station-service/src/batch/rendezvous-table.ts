/**
 * Who waits at which rendezvous. Pure. The step begins when every listed batch waits at the same time; nobody ever begins without
 * the others, and who leaves (Stop, crash, time limit) no longer counts as there.
 */
import { CodedError } from '@neurohub/contracts/errors';

export interface Arrival {
  requestId: string;
  batchId: string;
  step: string;
  /** ISO 8601; for people. */
  since: string;
}

export class RendezvousTable {
  readonly #listed: ReadonlyMap<string, readonly string[]>;
  readonly #waiting = new Map<string, Map<string, Arrival>>();

  constructor(rendezvous: Readonly<Record<string, { batches: readonly string[] }>>) {
    this.#listed = new Map(Object.entries(rendezvous).map(([name, { batches }]) => [name, batches]));
  }

  /**
   * Everybody, the newcomer included, when it was the last; else null. A repeat changes nothing.
   * @throws RENDEZVOUS_NOT_FOUND when there is none of that name, or the batch is not in its list
   */
  arrive(name: string, arrival: Arrival): Arrival[] | null {
    const listed = this.#listed.get(name);
    if (!listed?.includes(arrival.batchId)) throw notFound(name, arrival.batchId, listed);
    const here = this.#waiting.get(name) ?? new Map<string, Arrival>();
    this.#waiting.set(name, here.set(arrival.batchId, arrival));
    if (listed.some((batchId) => !here.has(batchId))) return null;
    this.#waiting.delete(name);
    return [...here.values()];
  }

  /** The batches that are not there yet, in the order of the configuration. */
  missingAt(name: string): string[] {
    const here = this.#waiting.get(name);
    return (this.#listed.get(name) ?? []).filter((batchId) => !here?.has(batchId));
  }

  /** True when it was waiting. */
  leave(requestId: string): boolean {
    for (const here of this.#waiting.values())
      for (const [batchId, arrival] of here) if (arrival.requestId === requestId) return here.delete(batchId);
    return false;
  }

  leaveAll(batchId: string): void {
    for (const here of this.#waiting.values()) here.delete(batchId);
  }
}

function notFound(name: string, batchId: string, listed: readonly string[] | undefined): CodedError {
  const problem = listed ? `does not list batch ${batchId}; it lists ${listed.join(', ')}` : 'is not in station.yaml';
  return new CodedError('RENDEZVOUS_NOT_FOUND', `the rendezvous "${name}" ${problem}`, { details: { name, batchId } });
}
