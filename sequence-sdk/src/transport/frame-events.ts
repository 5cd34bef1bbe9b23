import type { CallOptions, TransportContext } from './transport-context.ts';
import { tooLate, withLimit } from './with-limit.ts';

const MAX_KEPT = 256;

export interface EventWatch<Event> {
  matches(event: Event): boolean;
  resolve(event: Event): void;
  reject(error: Error): void;
}

/** What an instrument says by itself: kept until somebody asks for it. */
export class FrameEvents<Event> {
  readonly #context: TransportContext;
  #kept: Event[] = [];
  readonly #watches = new Set<EventWatch<Event>>();

  constructor(context: TransportContext) {
    this.#context = context;
  }

  add(event: Event): void {
    const watch = [...this.#watches].find(({ matches }) => matches(event));
    if (watch) {
      this.#watches.delete(watch);
      watch.resolve(event);
      return;
    }
    this.#kept.push(event);
    if (this.#kept.length <= MAX_KEPT) return;
    this.#kept.shift();
    this.#context.log?.warning(
      `"${this.#context.name}" sends more than anybody asks for: the oldest event was dropped`,
    );
  }

  /** The connection is lost: nobody waits for what cannot come. */
  fail(reason: Error): void {
    for (const watch of this.#watches) watch.reject(reason);
  }

  forget(): void {
    this.#kept = [];
  }

  async next(matches: (event: Event) => boolean, options: CallOptions): Promise<Event> {
    const at = this.#kept.findIndex(matches);
    if (at !== -1) return this.#kept.splice(at, 1)[0] as Event;
    const { promise, resolve, reject } = Promise.withResolvers<Event>();
    const watch = { matches, resolve, reject };
    this.#watches.add(watch);
    try {
      return await withLimit(options, tooLate(this.#context, 'its port', 'waiting for an event'), () => promise);
    } finally {
      this.#watches.delete(watch);
    }
  }
}
