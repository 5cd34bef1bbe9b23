import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StationConfig } from '@neurohub/contracts/config';
import { Redactor } from '@neurohub/contracts/redactor';
import { INSTALLED_FOLDER, InstalledPackages, TrustStore } from '@neurohub/package-kit';
import { SocketFolders } from '@neurohub/worker-link';
import type { Server as SocketServer } from 'socket.io';
import type { ApiDependencies } from './api/api-dependencies.ts';
import { addressOf, bindHttp } from './api/listener.ts';
import { StationMetrics } from './api/metrics/station-metrics.ts';
import { type GuardOptions, guardOptions } from './api/request-guard.ts';
import { createServer } from './api/server.ts';
import { createSocketServer } from './api/socket.ts';
import { readTlsFiles } from './api/tls-files.ts';
import { TlsWatch } from './api/tls-watch.ts';
import { makeFirstAdmin } from './auth/first-admin.ts';
import { noAuthentication } from './auth/no-authentication.ts';
import { StationAuth } from './auth/station-auth.ts';
import { UserStore } from './auth/user-store.ts';
import { BatchManager } from './batch/batch-manager.ts';
import { DutRegistry } from './batch/dut-registry.ts';
import { settleLeftovers } from './batch/leftovers.ts';
import { SharedResources } from './batch/shared-resources.ts';
import { watchPauses } from './batch/watch-pauses.ts';
import { Alarms } from './core/alarms.ts';
import { Audit } from './core/audit.ts';
import { systemClock } from './core/clock.ts';
import { watchClock } from './core/clock-watch.ts';
import { sharedInEffect } from './core/config/config-in-effect.ts';
import { ConfigStore } from './core/config/config-store.ts';
import { loadConfig } from './core/config/load-config.ts';
import { DataFolder } from './core/data-folder.ts';
import { DiskGuard } from './core/disk-guard.ts';
import { ServiceEvents } from './core/events.ts';
import type { Flags } from './core/flags.ts';
import { HardwareSafety } from './core/hardware-safety.ts';
import { armedBy, findLeftArmed, type LeftArmed } from './core/left-armed.ts';
import { logEvents } from './core/log-events.ts';
import type { Logger } from './core/logger.ts';
import { ProcessTable } from './core/process-table.ts';
import { ResourceSampler } from './core/resource-sampler.ts';
import { StationLog } from './core/station-log.ts';
import { watchConditions } from './core/watch-conditions.ts';
import { type Care, openCare } from './data-care/open-care.ts';
import { refuseHalfRestore } from './data-care/restore-backup.ts';
import { OverridesStore } from './sequence/overrides-store.ts';
import { PackageIntake } from './sequence/package-intake.ts';
import { PackageStore } from './sequence/package-store.ts';
import { PackageTrust } from './sequence/package-trust.ts';
import { THE_STATION } from './storage/audit-who.ts';
import type { SetAside } from './storage/set-aside.ts';
import { Storage } from './storage/storage.ts';
import { VERSION } from './version.ts';

const HERE = dirname(fileURLToPath(import.meta.url));
/** Where the build puts the other parts of the product, seen from this bundle. */
const INSTALLED = {
  workerEntry: join(HERE, '../../batch-worker/dist/worker.js'),
  safeStopEntry: join(HERE, '../../batch-worker/dist/safe-stop.js'),
  sdkModule: join(HERE, '../../sequence-sdk/dist/sdk.js'),
  writerEntry: join(HERE, 'db-writer.js'),
  readerEntry: join(HERE, 'db-reader.js'),
  careEntry: join(HERE, 'db-care.js'),
  uiDir: join(HERE, '../../station-ui/dist'),
};

/** The service removes no version, and so needs to know nobody who would mind. */
const nobody = async () => [];

const BATCHES_READY_WITHIN_MS = 5_000;
/** More than one a millisecond for a month. */
const LEASES_IN_A_LIFE = 2 ** 32;

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
    const {
      config,
      configs,
      guard,
      people,
      http,
      batches,
      packages,
      intake,
      overrides,
      storage,
      events,
      log,
      stationLog,
      redactor,
      dataDir,
      shared,
      leftArmed,
      alarms,
      disk,
      care,
      audit,
    } = this.#parts;
    let io: SocketServer | null = null;
    const metrics = new StationMetrics({
      ...{ stationId: config.station.id, version: VERSION, dataDir, events, storage, alarms },
      batches: () => batches.views,
      hardware: (batchId) => batches.get(batchId).hardware,
      socketClients: () => io?.engine.clientsCount ?? 0,
    });
    const api = {
      ...{
        configs,
        guard,
        batches,
        packages,
        intake,
        overrides,
        storage,
        events,
        log,
        stationLog,
        redactor,
        dataDir,
        shared,
        leftArmed,
        alarms,
        audit,
        disk,
        metrics,
        backups: care.backups,
      },
      get config() {
        return configs.inEffect;
      },
      auth: people.auth ?? noAuthentication,
      people,
      version: VERSION,
      streamId: randomUUID(),
      startedAt: systemClock.wallIso(),
      clock: systemClock,
      uiDir: existsSync(join(INSTALLED.uiDir, 'index.html')) ? INSTALLED.uiDir : null,
      ready: () => this.#ready,
      shuttingDown: () => this.#closing,
    };
    const server = await createServer(api);
    await server.ready();
    http.emit('station-ready');
    http.on('request', (request, response) => server.routing(request, response));
    // Last: it takes over the listeners that are there, and keeps its own path for itself.
    const sockets = createSocketServer(http, api);
    io = sockets;
    this.#undo.defer(() => sockets.close());
    await batches.showLastExecutions();
    // One package that hangs keeps neither the others nor the station waiting.
    await Promise.race([batches.begin(), delay(BATCHES_READY_WITHIN_MS, undefined, { ref: false })]);
    this.#ready = true;
  }
}

interface StationParts {
  /** As the station began. */
  config: StationConfig;
  configs: ConfigStore;
  guard: GuardOptions;
  people: ApiDependencies['people'];
  dataDir: string;
  http: HttpServer;
  log: Logger;
  stationLog: StationLog;
  redactor: Redactor;
  storage: Storage;
  events: ServiceEvents;
  packages: PackageStore;
  intake: PackageIntake;
  overrides: OverridesStore;
  batches: BatchManager;
  shared: SharedResources;
  leftArmed: readonly LeftArmed[];
  alarms: Alarms;
  audit: Audit;
  disk: DiskGuard;
  care: Care;
}

async function openParts(flags: Flags, undo: AsyncDisposableStack): Promise<StationParts> {
  const loaded = await loadConfig(flags, process.env);
  const { config } = loaded;
  const { dataDir, sequencesDir } = config.paths;
  const folder = undo.use(await DataFolder.take(dataDir, { minFreeBytes: config.storage.minFreeBytes }));
  refuseHalfRestore(folder.dir);
  const redactor = new Redactor();
  redactor.learn(config);
  redactor.learnEnvironment(process.env, config);
  const stationLog = new StationLog(config.logging, { dataDir, redactor });
  const log = stationLog.logger;
  const { id: stationId } = config.station;
  log.info({ stationId, version: VERSION, node: process.version, pid: process.pid, dataDir }, 'the station begins');
  for (const warning of loaded.warnings) log.warn(warning);
  const { tls } = config.server;
  const tlsFiles = tls && (await readTlsFiles(tls));
  const http = await bindHttp({ ...config.server, tls: tlsFiles?.context });
  undo.defer(() => closeHttp(http));

  const { writerEntry, readerEntry, workerEntry, safeStopEntry, sdkModule } = INSTALLED;
  const disk = new DiskGuard(folder.dir, config.storage, log);
  const passphrase = config.storage.encryption?.passphrase;
  const onDiskFull = () => disk.diskIsFull();
  const storage = undo.use(await Storage.open({ dataDir, writerEntry, readerEntry, passphrase, log, onDiskFull }));
  const audit = undo.use(new Audit({ store: storage, clock: systemClock, log, redactor }));
  undo.defer(() => void audit.append({ action: 'station.stopping', ...THE_STATION }));
  void audit.append({ action: 'station.started', ...THE_STATION, detail: { version: VERSION } });
  await settleLeftovers({ config, storage, log, clock: systemClock });

  const people = await openPeople(config, dataDir);
  const sockets = await SocketFolders.prepare(dataDir);
  const workerFiles = { workerEntry, sdkModule, sockets, armedDir: folder.armed };
  const files = { safeStopEntry, sdkModule, armedDir: folder.armed };
  const safety = new HardwareSafety({ files, log, env: process.env });
  // Before anybody can touch an instrument, and before anybody is told that the station is ready.
  const unsafe = await safety.makeAllSafe();
  const leftArmed = await findLeftArmed(folder.armed);
  for (const { instrument, message } of leftArmed) log.warn({ instrument }, message);
  const events = new ServiceEvents(log);
  undo.use(logEvents(events, log));
  const alarms = await Alarms.open({ store: storage, events, log, clock: systemClock });
  const configs = undo.use(
    await ConfigStore.open({ ...{ loaded, flags, env: process.env, alarms, log }, clock: systemClock }),
  );
  undo.use(watchConditions({ storage, alarms, disk }));
  const care = openCare({
    ...{
      dataDir: folder.dir,
      careEntry: INSTALLED.careEntry,
      passphrase,
      configFile: loaded.file,
      stationId: config.station.id,
    },
    ...{ version: VERSION, config: () => configs.inEffect.storage, store: storage, alarms, clock: systemClock, log },
  });
  undo.use(care.tending);
  if (http instanceof TlsServer && tls && tlsFiles)
    undo.use(new TlsWatch({ ...{ server: http, config: tls, inUse: tlsFiles, alarms, log }, now: Date.now }));
  const [last] = (await storage.listResults({ limit: 1 })).items;
  undo.use(watchClock({ ...{ alarms, log, clock: systemClock }, stamps: [last?.acceptedAt, last?.endedAt] }));
  undo.use(watchPauses({ events, alarms, armedBy: (executionId) => armedBy(folder.armed, executionId) }));
  if (storage.setAside) alarms.raise({ code: 'DATABASE_SET_ASIDE', message: setAsideText(storage.setAside) });
  const overrides = new OverridesStore({ folder: folder.overrides, backups: folder.backups });
  const trust = new PackageTrust({
    rules: () => configs.inEffect.packages,
    keys: new TrustStore(join(dataDir, 'trust')),
    log,
  });
  const packages = new PackageStore({
    trust,
    simulated: () => batches.configs.filter(({ simulation }) => simulation).map((batch) => batch.sequencePackage),
    sequencesDir,
    packagesDir: folder.packages,
    leasesDir: join(dataDir, 'package-leases'),
    workerFiles,
  });
  const intake = await PackageIntake.open({
    folder: join(dataDir, 'uploads'),
    installed: new InstalledPackages({ root: join(sequencesDir, INSTALLED_FOLDER), holdersOf: nobody }),
    ...{ packages, trust, batches: () => batches.configs },
    assertRoom: () => disk.assertRoom(),
  });
  const shared = new SharedResources({
    config: {
      get batches() {
        return batches.configs;
      },
      get sharedHardware() {
        return sharedInEffect(configs.inEffect, batches.configs);
      },
      rendezvous: config.rendezvous,
    },
    ...{ clock: systemClock, onChange: () => batches.showHolders() },
    // One number for each life of the station, stored beside the epochs of the batches: no batch can have this name.
    lastToken: (await storage.nextEpoch('#leases')) * LEASES_IN_A_LIFE,
  });
  // Only Linux says in /proc what a process and its children use.
  const sampler =
    process.platform === 'linux'
      ? undo.use(new ResourceSampler({ table: new ProcessTable(), nowMs: () => performance.now() }))
      : undefined;
  const batches: BatchManager = new BatchManager(config.batches, {
    stationId: config.station.id,
    ...{ storage, packages, overrides, events, workerFiles, log, redactor, shared, safety, alarms, sampler },
    duts: new DutRegistry(),
    clock: systemClock,
    get manualIdleMs() {
      return configs.inEffect.manual.idleMs;
    },
    assertDiskSpace: () => disk.assertRoom(),
  });
  configs.takenBy({
    apply: (changed) => {
      const { batches: wanted, storage: limits, logging } = changed;
      redactor.learn(changed);
      redactor.learnEnvironment(process.env, changed);
      stationLog.apply(logging);
      disk.useLimits(limits);
      batches.reconfigure(wanted);
    },
    waiting: () => batches.waiting,
  });
  batches.stayLockedOut(await storage.lockOuts());
  for (const { instrument, error } of batches.lockOut(unsafe))
    alarms.raise({ code: 'INSTRUMENT_LEFT_ARMED', instrument, message: error?.message ?? `${instrument} is in use` });
  return {
    config,
    configs,
    guard: guardOptions(config.server, tlsFiles?.names),
    people,
    dataDir,
    http,
    log,
    stationLog,
    redactor,
    storage,
    events,
    packages,
    intake,
    overrides,
    batches,
    shared,
    leftArmed,
    alarms,
    audit,
    disk,
    care,
  };
}

async function openPeople({ server, station }: StationConfig, dataDir: string): Promise<ApiDependencies['people']> {
  const users = await UserStore.open(join(dataDir, 'users.json'), () => systemClock.wallIso());
  const secret = await makeFirstAdmin(users, server.auth);
  // To the console only: a log is kept, and sent to others.
  if (secret) process.stdout.write(`${secret}\n`);
  const nowMs = () => Date.parse(systemClock.wallIso());
  const options = { config: server.auth, users, stationId: station.id, isTls: server.tls !== undefined, nowMs };
  return { users, auth: server.auth.enabled ? new StationAuth(options) : null };
}

function setAsideText({ folder, reason, salvaged, lost }: SetAside): string {
  return `${reason}. ${salvaged} executions were taken over, ${lost} could not be read; the files are in ${folder}`;
}

function closeHttp(http: HttpServer): Promise<void> {
  http.closeAllConnections();
  return new Promise((resolve) => http.close(() => resolve()));
}
