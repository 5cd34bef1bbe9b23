import { existsSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLoopback } from '@neurohub/server-kit/addresses';
import { addressOf, nowReady } from '@neurohub/server-kit/listener';
import { type GuardOptions, guardOptions } from '@neurohub/server-kit/request-guard';
import { readTlsFiles, type TlsNames } from '@neurohub/server-kit/tls-files';
import { TrustedProxies } from './api/addresses.ts';
import { bindHub, closeHttp } from './api/listener.ts';
import { createServer } from './api/server.ts';
import { Audit, NEUROHUB } from './audit/audit.ts';
import { makeFirstAdmin } from './auth/first-admin.ts';
import { People } from './auth/people.ts';
import { type HubDatabase, openDatabase } from './database/open-database.ts';
import { createLog, type Logger } from './hub-log.ts';
import type { HubOptions } from './hub-options.ts';
import type { HubParts } from './hub-parts.ts';
import { hubRoutes } from './hub-routes.ts';
import { startJobs } from './jobs/hub-jobs.ts';
import { LiveHub } from './live/live-hub.ts';
import { HubMetrics } from './metrics/hub-metrics.ts';
import { packagesTag } from './registry/wanted-packages.ts';
import { noteRunning } from './running-note.ts';
import { ConcernWatch } from './stations/concern-watch.ts';
import { Stations } from './stations/stations.ts';
import { VERSION } from './version.ts';

export type { HubOptions } from './hub-options.ts';

/** Where the build puts the dashboard, seen from this bundle. */
const DASHBOARD_DIR = join(dirname(fileURLToPath(import.meta.url)), '../../dashboard/dist');
/** How long requests that are under way may take when NeuroHub ends. */
const END_WITHIN_MS = 5_000;

/** The composition root of one instance: builds every part once, in order, and closes them in reverse. */
export class Hub {
  /** Where people open it, such as `http://127.0.0.1:3000`. */
  readonly address: string;
  /** Password of the first administrator, when this start has made one. To be shown once, and nowhere kept. */
  readonly firstPassword: string | null;
  readonly log: Logger;
  readonly #undo: AsyncDisposableStack;
  readonly #life: Life;

  /** @throws the coded error of whatever keeps NeuroHub from starting; nothing is left behind then. */
  static async open(options: HubOptions, env: NodeJS.ProcessEnv = {}): Promise<Hub> {
    const undo = new AsyncDisposableStack();
    try {
      const log = createLog({ ...options, env });
      const life: Life = { isEnding: false };
      const { http, guard } = await listen(options, undo);
      const database = await openDatabase({ url: options.databaseUrl, dataDir: options.dataDir, log });
      undo.defer(() => database.close());
      const parts = await openParts({ options, database, log });
      const firstPassword = await makeFirstAdmin(database.pool, parts.people.users);
      await serve({ options, parts, database, http, guard, life, undo });
      const address = addressOf(http, options.host);
      if (database.embedded) undo.use(await noteRunning(options.dataDir, { databaseUrl: database.url, address }));
      await parts.audit.append({ action: 'hub.started', ...NEUROHUB, detail: { version: VERSION, address } });
      log.info({ address, version: VERSION, node: process.version, embedded: database.embedded }, 'NeuroHub is ready');
      return new Hub({ address, firstPassword, log, undo: undo.move(), life });
    } catch (thrown) {
      await undo.disposeAsync();
      throw thrown;
    }
  }

  private constructor(
    parts: Pick<Hub, 'address' | 'firstPassword' | 'log'> & { undo: AsyncDisposableStack; life: Life },
  ) {
    this.address = parts.address;
    this.firstPassword = parts.firstPassword;
    this.log = parts.log;
    this.#undo = parts.undo;
    this.#life = parts.life;
  }

  /** Requests that are under way are answered, new ones refused. Resolves when everything is closed. May be called twice. */
  async close(): Promise<void> {
    this.#life.isEnding = true;
    await this.#undo.disposeAsync();
    this.log.info('NeuroHub has ended');
  }
}

/** Flags. */
const TLS_NAMES: TlsNames = { cert: '--tls-cert', key: '--tls-key' };

interface Life {
  /** Changes are refused from then on. */
  isEnding: boolean;
}

/** Takes the port first: whoever starts it twice breaks nothing. */
async function listen(
  options: HubOptions,
  undo: AsyncDisposableStack,
): Promise<{ http: HttpServer; guard: GuardOptions }> {
  const tls = options.tls && (await readTlsFiles({ ...options.tls, minVersion: '1.2' }, TLS_NAMES));
  const http = await bindHub({ ...options, tls: tls?.context });
  undo.defer(() => closeHttp(http, END_WITHIN_MS));
  return { http, guard: guardOptions('NeuroHub', options, tls?.names) };
}

async function openParts({
  options: { openViewing, metricsToken, trustedProxies },
  database: { pool },
  log,
}: {
  options: HubOptions;
  database: HubDatabase;
  log: Logger;
}): Promise<HubParts> {
  const now = () => new Date();
  const audit = new Audit(pool);
  const proxies = new TrustedProxies(trustedProxies);
  const people = new People({ ...{ pool, audit, proxies, openViewing, metricsToken }, nowMs: () => Date.now() });
  const stations = await Stations.open({ pool, audit, now });
  stations.learnFrom({ packagesTag: (stationId) => packagesTag(pool, stationId) });
  return { pool, log, audit, people, stations, metrics: new HubMetrics(pool), now };
}

interface Serving {
  options: HubOptions;
  parts: HubParts;
  database: HubDatabase;
  http: HttpServer;
  guard: GuardOptions;
  life: Life;
  undo: AsyncDisposableStack;
}

async function serve({ options, parts, database, http, guard, life, undo }: Serving): Promise<void> {
  const { pool, log, stations } = parts;
  const shuttingDown = () => life.isEnding;
  const health = { pool, isEmbedded: database.embedded, shuttingDown, warnings: warningsOf(options, log) };
  const live = new LiveHub({ ...parts, guard });
  // Together, before the database: a line that stands keeps the port, and what is under way still wants its answer.
  undo.defer(async () => void (await Promise.all([live[Symbol.asyncDispose](), closeHttp(http, END_WITHIN_MS)])));
  const routes = hubRoutes({ parts, options, health, live });
  const dashboardDir = existsSync(join(DASHBOARD_DIR, 'index.html')) ? DASHBOARD_DIR : null;
  const server = await createServer({ parts, guard, shuttingDown, routes, dashboardDir });
  undo.defer(() => server.close());
  await server.ready();
  undo.use(new ConcernWatch({ pool, log, concerns: stations.concerns, since: parts.now() }));
  undo.use(await startJobs({ url: database.url, pool, log }));
  nowReady(http);
  http.on('request', (request, response) => server.routing(request, response));
  live.attach(http);
}

function warningsOf({ host, tls, trustedProxies }: HubOptions, log: Logger) {
  if (isLoopback(host) || tls || trustedProxies.length > 0) return [];
  const message = `NeuroHub listens on ${host} without TLS: passwords and keys of stations can be read on the network`;
  log.warn({ host }, 'passwords and keys of stations can be read on the network: there is no TLS');
  return [
    { code: 'INSECURE_ADDRESS', message, next: 'Give --tls-cert and --tls-key, or put a reverse proxy in front.' },
  ];
}
