import { CodedError, toErrorData } from '@neurohub/contracts/errors';
import type { RemoteStart, RemoteStartAnswer } from '@neurohub/contracts/hub-live';
import type { RemoteStartView, SettledRemoteStart } from '@neurohub/contracts/remote-start-rest';
import type { Clock } from '../core/clock.ts';
import type { ServiceEvents } from '../core/events.ts';

/** The longest that a question may wait for somebody. */
const LONGEST_MS = 60 * 60_000;
/** Answers that are told again when the same is asked again, and those that NeuroHub has not heard yet. */
const REMEMBERED = 200;

export interface RemoteStartsParts {
  /** `backend.remote_start`, as it is in effect. */
  isAllowed(): boolean;
  /** What the batch shows. @throws BATCH_NOT_FOUND */
  lastExecutionId(batchId: string): string | null;
  clock: Pick<Clock, 'wallIso'>;
  events: Pick<ServiceEvents, 'emit'>;
  /** There is an answer for NeuroHub. */
  onAnswer(): void;
}

/** Who stands in front of the station. */
interface Settling {
  id: string;
  by: string;
}

interface Waiting {
  view: RemoteStartView;
  request: RemoteStart;
  timer: NodeJS.Timeout;
}

/**
 * Tests that NeuroHub asks for. None begins by itself: each waits for a person here, and for no longer than it says. A question that
 * comes again is answered as the first time. Nothing is kept over a restart: who asked is told nothing then, and asks again.
 */
export class RemoteStarts implements Disposable {
  readonly #parts: RemoteStartsParts;
  readonly #waiting = new Map<string, Waiting>();
  /** By request, oldest first. */
  readonly #answers = new Map<string, RemoteStartAnswer>();
  readonly #untold = new Map<string, RemoteStartAnswer>();
  readonly #starting = new Map<string, Promise<SettledRemoteStart>>();

  constructor(parts: RemoteStartsParts) {
    this.#parts = parts;
  }

  /** Oldest first. */
  get views(): RemoteStartView[] {
    return [...this.#waiting.values()].map(({ view }) => view);
  }

  /** What becomes of the question for now. */
  ask(request: RemoteStart): RemoteStartAnswer {
    const known = this.#answers.get(request.requestId);
    if (known) return known;
    const reason = this.#refusalOf(request);
    if (reason !== null) return this.#remember({ requestId: request.requestId, outcome: 'refused', reason });
    const { requestId: id, batchId, dut, parameters, by, expiresAt } = request;
    const askedAt = this.#parts.clock.wallIso();
    const view = { id, batchId, dut, ...(parameters && { parameters }), by, askedAt, expiresAt };
    const leftMs = Date.parse(expiresAt) - Date.parse(askedAt);
    const timer = setTimeout(() => this.#expire(id), leftMs).unref();
    this.#waiting.set(id, { view, request, timer });
    this.#show();
    return this.#remember({ requestId: id, outcome: 'asked' });
  }

  /** The person has agreed. What keeps it from starting is thrown, and the question waits on. @throws REMOTE_START_NOT_FOUND */
  async confirm(
    { id, by }: Settling,
    start: (request: RemoteStart) => Promise<{ executionId: string }>,
  ): Promise<SettledRemoteStart> {
    const settled = this.#settledAs(id, 'confirmed');
    if (settled) return settled;
    const underWay = this.#starting.get(id);
    if (underWay) return underWay;
    const done = this.#start({ id, by }, start).finally(() => this.#starting.delete(id));
    this.#starting.set(id, done);
    return done;
  }

  /** The person has not. @throws REMOTE_START_NOT_FOUND */
  decline({ id, by }: Settling): SettledRemoteStart {
    const settled = this.#settledAs(id, 'declined');
    if (settled) return settled;
    if (this.#starting.has(id)) throw notFound(id);
    this.#find(id);
    return this.#end(id, { outcome: 'declined', by });
  }

  waits(id: string): boolean {
    return this.#waiting.has(id);
  }

  /** The question, while it waits. @throws REMOTE_START_NOT_FOUND */
  find(id: string): RemoteStartView {
    return this.#find(id).view;
  }

  /** The oldest answer that NeuroHub has not heard; {@link told} when it has. */
  get untold(): RemoteStartAnswer | undefined {
    return this.#untold.values().next().value;
  }

  told(requestId: string): void {
    this.#untold.delete(requestId);
  }

  /** The station allows none any more. */
  withdraw(): void {
    for (const id of [...this.#waiting.keys()].filter((waiting) => !this.#starting.has(waiting)))
      this.#end(id, { outcome: 'refused', reason: 'the station does not allow a remote start any more' });
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #refusalOf({ batchId, expiresAt, lastExecutionId }: RemoteStart): string | null {
    const { isAllowed, clock } = this.#parts;
    if (!isAllowed()) return 'backend.remote_start of this station does not allow it';
    const leftMs = Date.parse(expiresAt) - Date.parse(clock.wallIso());
    if (leftMs <= 0) return `it had expired when it came, by the clock of the station (${clock.wallIso()})`;
    if (leftMs > LONGEST_MS) return 'it may wait for an hour at most';
    if (this.views.some((view) => view.batchId === batchId)) return `another question waits at ${batchId}`;
    try {
      const last = this.#parts.lastExecutionId(batchId);
      if (lastExecutionId === undefined || lastExecutionId === last) return null;
      return `${batchId} has tested something else since`;
    } catch (thrown) {
      return toErrorData(thrown).message;
    }
  }

  async #start({ id, by }: Settling, start: Parameters<RemoteStarts['confirm']>[1]): Promise<SettledRemoteStart> {
    const { request } = this.#find(id);
    if (!this.#parts.isAllowed())
      throw new CodedError('NOT_ALLOWED', 'backend.remote_start of this station does not allow it');
    try {
      const { executionId } = await start(request);
      return this.#end(id, { outcome: 'confirmed', by, executionId });
    } catch (thrown) {
      if (request.expiresAt <= this.#parts.clock.wallIso()) this.#end(id, { outcome: 'expired' });
      throw thrown;
    }
  }

  /** Not while it is being started. */
  #expire(id: string): void {
    if (!this.#starting.has(id)) this.#end(id, { outcome: 'expired' });
  }

  /** The same said twice is answered twice; the opposite finds nothing any more. */
  #settledAs(id: string, outcome: 'confirmed' | 'declined'): SettledRemoteStart | null {
    const known = this.#answers.get(id);
    return known?.outcome === outcome ? settledOf(known) : null;
  }

  #find(id: string): Waiting {
    const waiting = this.#waiting.get(id);
    if (!waiting) throw notFound(id);
    return waiting;
  }

  #end(id: string, how: Omit<RemoteStartAnswer, 'requestId'>): SettledRemoteStart {
    clearTimeout(this.#waiting.get(id)?.timer);
    this.#waiting.delete(id);
    const answer = this.#remember({ requestId: id, ...how });
    keepNewest(this.#untold, answer);
    this.#show();
    this.#parts.onAnswer();
    return settledOf(answer);
  }

  #remember(answer: RemoteStartAnswer): RemoteStartAnswer {
    keepNewest(this.#answers, answer);
    return answer;
  }

  #show(): void {
    this.#parts.events.emit('remoteStarts', this.views);
  }
}

function keepNewest(map: Map<string, RemoteStartAnswer>, answer: RemoteStartAnswer): void {
  map.delete(answer.requestId);
  map.set(answer.requestId, answer);
  const [oldest] = map.keys();
  if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
}

const settledOf = ({ requestId: id, outcome, executionId }: RemoteStartAnswer): SettledRemoteStart => ({
  ...{ id, outcome },
  ...(executionId !== undefined && { executionId }),
});

const notFound = (id: string) => new CodedError('REMOTE_START_NOT_FOUND', `no remote start ${id} waits here`);
