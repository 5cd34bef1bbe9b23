import { setTimeout as delay } from 'node:timers/promises';
import type { BackendConfig } from '@neurohub/contracts/backend-config';
import {
  HUB_TO_STATION_EVENTS,
  LIVE_CHANGES_PER_SECOND,
  liveAckSchema,
  type STATION_EVENTS,
} from '@neurohub/contracts/hub-live';
import type { Socket } from 'socket.io-client';
import type * as z from 'zod';
import type { Logger } from '../core/logger.ts';
import type { LiveStream } from './live-stream.ts';
import { openSocket, type StationHandshake } from './open-socket.ts';
import type { RemoteStarts } from './remote-starts.ts';

const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Nothing else is said before what was said is acknowledged; without that in this time the line is given up. */
const ACK_WITHIN_MS = 10_000;
const PAUSE_MS = 1_000 / LIVE_CHANGES_PER_SECOND;

export interface LiveLinkParts {
  config: BackendConfig;
  stream: LiveStream;
  remoteStarts: Pick<RemoteStarts, 'ask' | 'untold' | 'told'>;
  /** What is shown to NeuroHub now. @throws why there is nothing */
  handshake(): Promise<StationHandshake>;
  /** NeuroHub has not accepted it. */
  onRefused(): void;
  /** NeuroHub says that there may be other packages. */
  onPackageRefresh(): void;
  log: Pick<Logger, 'info' | 'warn'>;
  /** @default Math.random */
  random?: () => number;
}

/**
 * Tells NeuroHub what happens now, for as long as it is not ended, over one line after the other. At most one message is under way, and
 * what happens meanwhile becomes one change: a NeuroHub that is slow, hangs or is not there costs the station neither time nor memory.
 */
export class LiveLink implements AsyncDisposable {
  readonly #parts: LiveLinkParts;
  readonly #ending = new AbortController();
  readonly #ended: Promise<void>;
  #isConnected = false;
  #lastProblem = '';

  constructor(parts: LiveLinkParts) {
    this.#parts = parts;
    this.#ended = this.#run();
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** May be called twice. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort(new Error('the station ends the live link'));
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const socket = await openSocket(this.#parts.config, await this.#parts.handshake(), signal);
        failures = 0;
        await this.#serve(socket);
      } catch (thrown) {
        this.#tellProblem(thrown as Error);
      }
      await delay(this.#waitMs(failures), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Full jitter: a thousand stations that lost the same NeuroHub do not come back in the same second. */
  #waitMs(failures: number): number {
    const most = Math.min(SHORTEST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
    return most * (0.1 + 0.9 * (this.#parts.random ?? Math.random)());
  }

  /** Until the line breaks, or the link is ended. */
  async #serve(socket: Socket): Promise<void> {
    const broken = Promise.withResolvers<never>();
    broken.promise.catch(() => undefined);
    socket.once('disconnect', (reason) => broken.reject(new Error(`the line to NeuroHub broke: ${reason}`)));
    const end = () => broken.reject(this.#ending.signal.reason);
    this.#ending.signal.addEventListener('abort', end, { once: true });
    this.#listen(socket);
    this.#isConnected = true;
    this.#lastProblem = '';
    this.#parts.log.info({ url: this.#parts.config.url }, 'the live link to NeuroHub stands');
    try {
      await Promise.race([this.#tell(socket), broken.promise]);
    } finally {
      this.#isConnected = false;
      this.#ending.signal.removeEventListener('abort', end);
      socket.disconnect();
    }
  }

  async #tell(socket: Socket): Promise<never> {
    const { stream, remoteStarts } = this.#parts;
    await this.#catchUp(socket);
    for (;;) {
      const change = stream.next();
      if (change && !(await send(socket, 'live_change', change)).success)
        await send(socket, 'live_snapshot', stream.snapshot());
      for (let answer = remoteStarts.untold; answer && socket.connected; answer = remoteStarts.untold) {
        await send(socket, 'remote_start_answer', answer);
        remoteStarts.told(answer.requestId);
      }
      await Promise.all([delay(PAUSE_MS, undefined, { ref: false }), stream.touched()]);
      if (!socket.connected) throw new Error('the line to NeuroHub broke');
    }
  }

  /** What NeuroHub has missed, or everything. */
  async #catchUp(socket: Socket): Promise<void> {
    const { stream } = this.#parts;
    const known = await send(socket, 'live_resume', stream.from);
    const missed = known.success ? stream.since(known.data.seq) : null;
    for (const change of missed ?? [])
      if (!(await send(socket, 'live_change', change)).success) return this.#tellAll(socket);
    if (!missed) await this.#tellAll(socket);
  }

  async #tellAll(socket: Socket): Promise<void> {
    await send(socket, 'live_snapshot', this.#parts.stream.snapshot());
  }

  /** What NeuroHub asks for. What is not understood is answered, and nothing else happens. */
  #listen(socket: Socket): void {
    const { remoteStarts, onPackageRefresh, log } = this.#parts;
    const { remote_start, package_refresh } = HUB_TO_STATION_EVENTS;
    socket.on('remote_start', (payload: unknown, acknowledge?: (answer: unknown) => void) => {
      const { success, data } = remote_start.safeParse(payload);
      if (!success) log.warn('NeuroHub has asked for a test in words that this station does not know');
      else acknowledge?.(remoteStarts.ask(data));
    });
    socket.on('package_refresh', (payload: unknown, acknowledge?: (answer: unknown) => void) => {
      const { success, data } = package_refresh.safeParse(payload);
      if (!success) return;
      onPackageRefresh();
      acknowledge?.({ requestId: data.requestId });
    });
  }

  /** Each problem once, however often it comes in a row. */
  #tellProblem({ message, cause }: Error): void {
    if (this.#ending.signal.aborted) return;
    const { code } = (cause as { data?: { code?: unknown } } | undefined)?.data ?? {};
    if (code !== undefined) this.#parts.onRefused();
    if (message === this.#lastProblem) return;
    this.#lastProblem = message;
    this.#parts.log.warn({ problem: message, ...(code !== undefined && { code }) }, 'no live link to NeuroHub');
  }
}

type Event = keyof typeof STATION_EVENTS;
type Payload<E extends Event> = z.input<(typeof STATION_EVENTS)[E]>;

/** @throws when there is no acknowledgement in time, or none that is understood */
async function send<E extends Event>(socket: Socket, event: E, payload: Payload<E>) {
  const answer: unknown = await socket.timeout(ACK_WITHIN_MS).emitWithAck(event, payload);
  return liveAckSchema.parse(answer);
}
