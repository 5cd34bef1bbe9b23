import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { BackendConfig } from '@neurohub/contracts/backend-config';
import type { SyncStatus } from '@neurohub/contracts/sync-rest';
import type { BatchManager } from '../batch/batch-manager.ts';
import type { Alarms } from '../core/alarms.ts';
import type { Clock } from '../core/clock.ts';
import type { ServiceEvents } from '../core/events.ts';
import type { Logger } from '../core/logger.ts';
import { LiveLink } from './live-link.ts';
import { LiveStream } from './live-stream.ts';
import { RemoteStarts } from './remote-starts.ts';

/** What knows the key, and the installation. */
export interface HubAccess {
  readonly installId: string;
  credentials(): Promise<{ kind: 'ok'; data: { apiKey: string } | { token: string } } | NoCredentials>;
  /** NeuroHub did not accept the credentials: a token is not used again. */
  dropToken(): void;
}
interface NoCredentials {
  kind: 'refused' | 'poison' | 'conflict' | 'retry';
  problem: { message: string };
}

export interface LiveParts {
  stationId: string;
  /** What is in effect; undefined: no NeuroHub. */
  backend(): BackendConfig | undefined;
  access(backend: BackendConfig): HubAccess;
  batches: Pick<BatchManager, 'views' | 'get'>;
  alarms: Pick<Alarms, 'active'>;
  events: Pick<ServiceEvents, 'on' | 'emit'>;
  clock: Clock;
  log: Logger;
}

/** What of the configuration makes another line of it. */
const lineOf = ({ url, apiKey, auth, live, proxy, caFile, timeoutsMs }: BackendConfig) =>
  live && { url, apiKey, auth, proxy, caFile, timeoutsMs };

/** The station's end of the live link: what it tells, what it is asked, and the line for it while `backend.live` wants one. */
export class Live implements AsyncDisposable {
  readonly remoteStarts: RemoteStarts;
  /** NeuroHub says that there may be other packages. */
  onPackageRefresh: () => void = () => undefined;
  readonly #parts: LiveParts;
  readonly #stream: LiveStream;
  readonly #ends: (() => void)[];
  #link: LiveLink | null = null;
  #line: ReturnType<typeof lineOf> | undefined;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    const { stationId, batches, alarms, events, clock } = parts;
    this.#stream = new LiveStream({
      ...{ stationId, streamId: randomUUID(), clock },
      ...{ batches: () => batches.views, alarms: () => alarms.active },
    });
    this.remoteStarts = new RemoteStarts({
      ...{ clock, events, onAnswer: () => this.#stream.touch() },
      isAllowed: () => parts.backend()?.remoteStart === true,
      lastExecutionId: (batchId) => batches.get(batchId).view.execution?.id ?? null,
    });
    const touch = () => this.#stream.touch();
    this.#ends = [
      events.on('batchChanged', touch),
      events.on('stepProgress', touch),
      events.on('executionClosed', touch),
      events.on('batchesChanged', touch),
      events.on('alarm', touch),
    ];
    this.follow();
  }

  get state(): SyncStatus['live'] {
    if (!this.#link) return 'off';
    return this.#link.isConnected ? 'connected' : 'disconnected';
  }

  /** Takes over what is in effect now. */
  follow(): void {
    const { log } = this.#parts;
    const backend = this.#parts.backend();
    if (backend?.remoteStart !== true) this.remoteStarts.withdraw();
    const line = (backend && lineOf(backend)) || undefined;
    if (isDeepStrictEqual(line, this.#line)) return;
    this.#line = line;
    const before = this.#link;
    this.#link = backend && line ? this.#open(backend) : null;
    before?.[Symbol.asyncDispose]().catch((err: unknown) => log.error({ err }, 'the live link did not end well'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends) end();
    this.remoteStarts[Symbol.dispose]();
    await this.#link?.[Symbol.asyncDispose]();
  }

  #open(config: BackendConfig): LiveLink {
    const { stationId, access, log } = this.#parts;
    return new LiveLink({
      ...{ config, stream: this.#stream, remoteStarts: this.remoteStarts, log: log.child({ name: 'live' }) },
      handshake: async () => {
        const { installId } = access(config);
        const shown = await access(config).credentials();
        if (shown.kind !== 'ok') throw new Error(shown.problem.message);
        return { stationId, installId, ...shown.data };
      },
      onRefused: () => access(config).dropToken(),
      onPackageRefresh: () => this.onPackageRefresh(),
    });
  }
}
