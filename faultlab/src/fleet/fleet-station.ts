/** One station of the fleet: the real engine over a real storage, and executions as a factory makes them. */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { backendSchema } from '@neurohub/contracts/backend-config';
import { type StationFacts, Storage, SyncEngine, type SyncEngineParts } from '@neurohub/station-service/sync';
import { randomOf } from '../chaos/random.ts';
import { buildRoot } from '../harness/build-root.ts';
import { makeExecution, type WantedExecution } from './make-execution.ts';

export interface StationOrder {
  id: string;
  dataDir: string;
  /** As in `backend` of station.yaml. */
  backend: Record<string, unknown>;
  /** Executions in all, those of an earlier process of this station included. */
  count: number;
  /** Between the begins of two; 0: as fast as they are stored. */
  everyMs: number;
  seed: number;
  make?: Pick<WantedExecution, 'steps' | 'measurements' | 'filesPercent' | 'fileBytes'>;
  /** Waits between two tries are this share of what they would be, so that a run of faults ends in minutes. Default 1. */
  patience?: number;
}

export interface StationState {
  made: number;
  pending: number;
  pendingContents: number;
  quarantined: number;
  /** Tries that failed since the last contact. */
  attempts: number;
  problem: string | null;
}

export class FleetStation implements AsyncDisposable {
  readonly #order: StationOrder;
  readonly #storage: Storage;
  readonly #engine: SyncEngine;
  /** When each result was closed, by its number; of those of this process that have not arrived. */
  readonly #closedAt = new Map<number, number>();
  /** Milliseconds from the end of an execution until its result was marked as arrived, since last taken. */
  #latencies: number[] = [];
  #seq: number;
  #made: number;
  #isEnding = false;

  static async open(order: StationOrder): Promise<FleetStation> {
    await mkdir(join(order.dataDir, 'results'), { recursive: true });
    await mkdir(join(order.dataDir, 'backups'), { recursive: true });
    const dist = join(buildRoot('release'), 'station-service/dist');
    const [writerEntry, readerEntry] = [join(dist, 'db-writer.js'), join(dist, 'db-reader.js')];
    const storage = await Storage.open({ dataDir: order.dataDir, writerEntry, readerEntry });
    // As the service does at its start: what lost its process is closed.
    for (const { id } of await storage.openExecutions())
      await storage.closeExecution({
        ...{ id, state: 'interrupted', verdict: 'ERROR', endReason: 'serviceLost', at: new Date().toISOString() },
      });
    const { lastSeq } = await storage.queueFigures();
    return new FleetStation(order, storage, lastSeq);
  }

  private constructor(order: StationOrder, storage: Storage, lastSeq: number) {
    this.#order = order;
    this.#storage = storage;
    this.#seq = lastSeq;
    this.#made = lastSeq;
    this.#noteArrivals();
    this.#engine = new SyncEngine({
      ...{ stationId: order.id, installId: installIdOf(order.id), version: '0.0.0-fleet', storage },
      ...{ clock: SYSTEM_CLOCK, alarms: NO_ALARMS, log: QUIET, facts: async () => FACTS },
      random: () => Math.random() * (order.patience ?? 1),
    });
  }

  /** Sends from now on, and makes executions until there are enough. Resolves then. */
  async run(): Promise<void> {
    this.use(this.#order.backend);
    this.#engine.begin();
    const { id: stationId, count, everyMs, seed, make } = this.#order;
    const random = randomOf(seed + this.#made);
    while (this.#made < count && !this.#isEnding) {
      const begun = performance.now();
      const { execution, record } = makeExecution({ stationId, number: this.#made, random, ...make });
      await this.#storage.acceptExecution({ execution });
      await this.#storage.commitRecord(record);
      this.#made += 1;
      this.#seq += 1;
      this.#closedAt.set(this.#seq, performance.now());
      this.#engine.wake();
      if (everyMs > 0) await pause(Math.max(0, everyMs * 2 * random() - (performance.now() - begun)));
    }
  }

  use(backend: Record<string, unknown>): void {
    this.#engine.use(backendSchema.parse(backend));
  }

  force(): void {
    this.#engine.force();
  }

  retryQuarantined(): Promise<number> {
    return this.#engine.retry();
  }

  async state(): Promise<StationState> {
    const { queue, attempts, problem } = await this.#engine.status();
    const { pending, pendingContents, quarantined } = queue;
    return { made: this.#made, ...{ pending, pendingContents, quarantined, attempts }, problem: problem?.code ?? null };
  }

  takeLatencies(): number[] {
    const taken = this.#latencies;
    this.#latencies = [];
    return taken;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnding = true;
    await this.#engine[Symbol.asyncDispose]();
    await this.#storage[Symbol.asyncDispose]();
  }

  #noteArrivals(): void {
    const settle = this.#storage.settleRecords.bind(this.#storage);
    this.#storage.settleRecords = async (settled) => {
      await settle(settled);
      for (const { stationSeq } of settled.arrived ?? []) {
        const closedAt = this.#closedAt.get(stationSeq);
        if (closedAt === undefined) continue;
        this.#closedAt.delete(stationSeq);
        this.#latencies.push(performance.now() - closedAt);
      }
    };
  }
}

/** Of a folder that stays where it is: the same for every process of the station. */
function installIdOf(stationId: string): string {
  const hex = createHash('sha256').update(stationId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const SYSTEM_CLOCK = { wallIso: () => new Date().toISOString(), monotonicMs: () => performance.now() };
const nothing = () => undefined;
const NO_ALARMS = { raise: nothing, clear: nothing } as unknown as SyncEngineParts['alarms'];
const QUIET = {
  ...{ trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, child: () => QUIET },
} as unknown as SyncEngineParts['log'];
const FACTS: StationFacts = {
  ...{ name: 'fleet', startedAt: new Date().toISOString(), status: 'healthy', batches: [] },
  disk: { freeBytes: 1e12, totalBytes: 2e12 },
};
