import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addressOf, nowReady } from '@neurohub/server-kit/listener';
import { guardOptions } from '@neurohub/server-kit/request-guard';
import type { Server as SocketServer } from 'socket.io';
import type { ApiDependencies } from './api/api-dependencies.ts';
import { StationMetrics } from './api/metrics/station-metrics.ts';
import { createServer } from './api/server.ts';
import { createSocketServer } from './api/socket.ts';
import { noAuthentication } from './auth/no-authentication.ts';
import { INSTALLED } from './composition/installed-files.ts';
import { type Foundation, openFoundation } from './composition/open-foundation.ts';
import { type Hardware, openHardware } from './composition/open-hardware.ts';
import { openLive } from './composition/open-live.ts';
import { openPulling, type Pulling } from './composition/open-pulling.ts';
import { openReports, type Reports } from './composition/open-reports.ts';
import { openSync, type Syncing } from './composition/open-sync.ts';
import { openTesting, type Testing } from './composition/open-testing.ts';
import { openWatching, type Watching } from './composition/open-watching.ts';
import { systemClock } from './core/clock.ts';
import type { Flags } from './core/flags.ts';
import type { Logger } from './core/logger.ts';
import type { Live } from './live/live.ts';
import { VERSION } from './version.ts';

const BATCHES_READY_WITHIN_MS = 5_000;
/** The composition root: builds every part once, in order, and closes them in reverse. */
export class Station {
  readonly address: string;
  readonly #parts: StationParts;
  #closing = false;
  #ready = false;

  /** @throws the coded error of whatever keeps the station from starting; nothing is left behind then. */
  static async open(flags: Flags): Promise<Station> {
    const undo = new AsyncDisposableStack();
    try {
      const parts = await openParts(flags, undo);
      const station = new Station(parts, undo.move());
      await station.#serve();
      return station;
    } catch (thrown) {
      await undo.disposeAsync();
      throw thrown;
    }
  }

  readonly #undo: AsyncDisposableStack;

  private constructor(parts: StationParts, undo: AsyncDisposableStack) {
    this.#parts = parts;
    this.#undo = undo;
    this.address = addressOf(parts.http, parts.config.server.host);
  }

  get log(): Logger {
    return this.#parts.log;
  }

  /** One line for who looks at the service, not at the screen. */
  get status(): string {
    const views = this.#parts.batches.views;
    const running = views.filter(({ processState }) => processState === 'running').length;
    const alarms = this.#parts.alarms.active.map(({ code }) => code);
    const trouble = alarms.length > 0 ? `; alarms: ${[...new Set(alarms)].join(', ')}` : '';
    return `${this.address}, testing in ${running} of ${views.length} batches${trouble}`;
  }

  /** Makes safe and ends. Resolves when everything is closed. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#parts.batches.shutDown();
    await this.#undo.disposeAsync();
    this.#parts.log.info('the station ends');
  }

  /** Ends the workers without waiting for their cleanup. */
  kill(): void {
    this.#parts.log.warn('workers are ended without cleanup: check that the hardware is off');
    this.#parts.batches.kill();
  }

  async #serve(): Promise<void> {
    const { http, batches } = this.#parts;
    let io: SocketServer | null = null;
    const api = this.#api(() => io?.engine.clientsCount ?? 0);
    const server = await createServer(api);
    await server.ready();
    nowReady(http);
    http.on('request', (request, response) => server.routing(request, response));
    // Last: it takes over the listeners that are there, and keeps its own path for itself.
    const sockets = createSocketServer(http, api);
    io = sockets;
    this.#undo.defer(() => sockets.close());
    await batches.showLastExecutions();
    // One package that hangs keeps neither the others nor the station waiting.
    await Promise.race([batches.begin(), delay(BATCHES_READY_WITHIN_MS, undefined, { ref: false })]);
    this.#parts.pull.refresh();
    this.#ready = true;
  }

  #api(socketClients: () => number): ApiDependencies {
    const { config, configs, people, tlsFiles, dataDir, storage, events, alarms, batches, care, live } = this.#parts;
    const { longReader, statistics, reports, bulkExports, savedFilters } = this.#parts;
    const { sync, pull, packageRequests, clockWatch, recoveries } = this.#parts;
    const { packages, intake, versions, overrides, log, stationLog, redactor, shared } = this.#parts;
    const { leftArmed, audit, disk } = this.#parts;
    const metrics = new StationMetrics({
      ...{ stationId: config.station.id, version: VERSION, dataDir, events, storage, sync, alarms, socketClients },
      nowMs: () => Date.parse(systemClock.wallIso()),
      batches: () => batches.views,
      hardware: (batchId) => batches.get(batchId).hardware,
    });
    return {
      ...{ configs, people, dataDir, storage, events, alarms, batches, metrics, live },
      ...{ longReader, statistics, reports, bulkExports, savedFilters },
      ...{ sync, pull, packageRequests },
      ...{ packages, intake, versions, overrides, log, stationLog, redactor, shared, leftArmed, audit, disk },
      get config() {
        return configs.inEffect;
      },
      guard: guardOptions('this station', config.server, tlsFiles?.names),
      ...{ backups: care.backups, integrity: care.integrity, clockWatch, recoveries },
      auth: people.auth ?? noAuthentication,
      version: VERSION,
      streamId: randomUUID(),
      startedAt: systemClock.wallIso(),
      clock: systemClock,
      uiDir: existsSync(join(INSTALLED.uiDir, 'index.html')) ? INSTALLED.uiDir : null,
      ready: () => this.#ready,
      shuttingDown: () => this.#closing,
    };
  }
}

type StationParts = Foundation & Hardware & Watching & Reports & Syncing & Testing & Pulling & { live: Live };

async function openParts(flags: Flags, undo: AsyncDisposableStack): Promise<StationParts> {
  const foundation = await openFoundation(flags, undo);
  const hardware = await openHardware(foundation);
  const watching = await openWatching(foundation, flags, undo);
  const later = { batches: () => testing.batches, live: () => live.state };
  const syncing = await openSync({ ...foundation, ...watching }, later, undo);
  const before = { ...foundation, ...hardware, ...watching, ...syncing };
  const testing = { ...before, ...(await openReports(foundation, undo)), ...(await openTesting(before, undo)) };
  const { live } = await openLive(testing, undo);
  const pulling = await openPulling({ ...testing, live }, undo);
  syncing.sync.begin();
  return { ...testing, live, ...pulling };
}
