import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { ALARM_CODES } from '@neurohub/contracts/alarms';
import { ERRORS } from '@neurohub/contracts/errors';
import type { BatchView, HardwareView } from '@neurohub/contracts/rest';
import { EXIT_CLASSES, STEP_STATUSES, VERDICTS, WORKER_LANES } from '@neurohub/contracts/vocabulary';
import type { Alarms } from '../../core/alarms.ts';
import type { ServiceEvents } from '../../core/events.ts';
import type { Storage } from '../../storage/storage.ts';
import type { SyncEngine } from '../../sync/sync-engine.ts';
import { MetricRegistry } from './metric-registry.ts';

export interface StationMetricsParts {
  stationId: string;
  version: string;
  dataDir: string;
  events: ServiceEvents;
  /** Every batch as it is now. */
  batches: () => readonly BatchView[];
  /** The instruments of a batch. */
  hardware: (batchId: string) => readonly HardwareView[];
  storage: Pick<Storage, 'stats'>;
  sync: Pick<SyncEngine, 'status' | 'counts'>;
  /** Wall clock. */
  nowMs: () => number;
  alarms: Pick<Alarms, 'active'>;
  socketClients: () => number;
}

/**
 * What `GET /metrics` tells. What happens is counted as it happens, from 0 at the start of the service, as Prometheus expects; how things
 * are is looked up when somebody asks.
 */
export class StationMetrics {
  readonly #parts: StationMetricsParts;
  readonly #registry = new MetricRegistry();

  constructor(parts: StationMetricsParts) {
    this.#parts = parts;
    this.#registry.gauge('station_info').set({ station: parts.stationId, version: parts.version }, 1);
    this.#beginAtZero();
    this.#count();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** @throws what keeps the disk or the database from being looked at: no figures are better than wrong ones */
  async text(): Promise<string> {
    this.#lookAtBatches();
    this.#lookAtAlarms();
    await this.#lookAtStorage();
    await this.#lookAtSync();
    this.#registry.gauge('station_socket_clients').set(this.#parts.socketClients());
    return this.#registry.text();
  }

  /** A rate over a counter that appears with its first event misses that event. */
  #beginAtZero(): void {
    const registry = this.#registry;
    for (const { id: batch } of this.#parts.batches()) {
      for (const verdict of VERDICTS)
        registry.counter('station_sequences_completed_total').inc({ batch, result: verdict.toLowerCase() }, 0);
      for (const status of STEP_STATUSES) registry.counter('station_steps_total').inc({ batch, status }, 0);
      for (const exitClass of EXIT_CLASSES)
        registry.counter('station_worker_deaths_total').inc({ batch, class: exitClass }, 0);
      for (const lane of WORKER_LANES) {
        registry.counter('station_worker_frames_total').inc({ batch, lane }, 0);
        registry.counter('station_worker_bad_frames_total').inc({ batch, lane }, 0);
      }
      registry.histogram('station_sequence_duration_seconds').zero({ batch });
      registry.histogram('station_step_duration_seconds').zero({ batch });
    }
    for (const code of ALARM_CODES) registry.counter('station_alarms_total').inc({ code }, 0);
  }

  #count(): void {
    const { events } = this.#parts;
    const registry = this.#registry;
    const active = new Set(this.#parts.alarms.active.map(({ id }) => id));
    events.on('executionClosed', ({ batchId: batch, execution: { verdict, durationMs, error } }) => {
      const result = (verdict ?? 'ERROR').toLowerCase();
      registry.counter('station_sequences_completed_total').inc({ batch, result });
      if (durationMs !== undefined)
        registry.histogram('station_sequence_duration_seconds').observe({ batch }, durationMs / 1000);
      if (error) registry.counter('station_errors_total').inc({ batch, code: knownCode(error.code) });
    });
    events.on('stepProgress', (progress) => {
      if (progress.kind !== 'ended') return;
      const { batchId: batch, step } = progress;
      registry.counter('station_steps_total').inc({ batch, status: step.status });
      if (step.durationMs !== undefined)
        registry.histogram('station_step_duration_seconds').observe({ batch }, step.durationMs / 1000);
    });
    events.on('workerDied', ({ batchId: batch, exitClass }) =>
      registry.counter('station_worker_deaths_total').inc({ batch, class: exitClass }),
    );
    events.on('workerFrame', ({ batchId: batch, lane, isBad }) => {
      registry.counter('station_worker_frames_total').inc({ batch, lane });
      if (isBad) registry.counter('station_worker_bad_frames_total').inc({ batch, lane });
    });
    events.on('alarm', ({ id, code, clearedAt }) => {
      if (clearedAt !== undefined) active.delete(id);
      else if (!active.has(id)) {
        active.add(id);
        registry.counter('station_alarms_total').inc({ code });
      }
    });
  }

  #lookAtBatches(): void {
    const registry = this.#registry;
    const batches = this.#parts.batches();
    registry.gauge('station_batches_total').set(batches.length);
    registry
      .gauge('station_batches_running')
      .set(batches.filter(({ processState }) => processState === 'running').length);
    registry.gauge('station_process_memory_bytes').reset();
    registry.gauge('station_process_cpu_percent').reset();
    registry.gauge('station_hardware_status').reset();
    for (const { id: batch, pid, processState, resources } of batches) {
      registry.gauge('station_batch_up').set({ batch }, Number(pid !== null));
      registry.gauge('station_batch_locked_out').set({ batch }, Number(processState === 'locked-out'));
      if (resources) {
        registry.gauge('station_process_memory_bytes').set({ batch }, resources.memoryBytes);
        registry.gauge('station_process_cpu_percent').set({ batch }, resources.cpuPercent);
      }
      for (const { id: hardware, connected } of this.#parts.hardware(batch))
        registry.gauge('station_hardware_status').set({ batch, hardware }, Number(connected));
    }
  }

  #lookAtAlarms(): void {
    const active = Map.groupBy(this.#parts.alarms.active, ({ code }) => code);
    for (const code of ALARM_CODES)
      this.#registry.gauge('station_alarms_active').set({ code }, active.get(code)?.length ?? 0);
  }

  async #lookAtStorage(): Promise<void> {
    const registry = this.#registry;
    const { storage, dataDir } = this.#parts;
    const { groups, jobs, lastCommitMs, failing, droppedLogs } = storage.stats();
    setTotal(registry.counter('station_database_transactions_total'), groups);
    setTotal(registry.counter('station_database_writes_total'), jobs);
    setTotal(registry.counter('station_log_entries_dropped_total'), droppedLogs);
    registry.gauge('station_database_failing').set(Number(failing !== null));
    if (lastCommitMs !== null) registry.gauge('station_database_last_commit_seconds').set(lastCommitMs / 1000);
    const wal = statSync(join(dataDir, 'station.db-wal'), { throwIfNoEntry: false });
    registry.gauge('station_database_wal_bytes').set(wal?.size ?? 0);
    const { bavail, bsize } = await statfs(dataDir);
    registry.gauge('station_disk_free_bytes').set(bavail * bsize);
  }

  async #lookAtSync(): Promise<void> {
    const registry = this.#registry;
    const { sync, nowMs } = this.#parts;
    const { state, queue } = await sync.status();
    registry.gauge('station_backend_connected').set(Number(state === 'online' || state === 'sending'));
    registry.gauge('station_sync_queue_size').set(queue.pending);
    registry.gauge('station_sync_queue_bytes').set(queue.bytes);
    registry.gauge('station_sync_files_pending').set(queue.pendingContents);
    registry.gauge('station_sync_quarantined').set(queue.quarantined);
    const age = queue.oldestAt === null ? 0 : (nowMs() - Date.parse(queue.oldestAt)) / 1000;
    registry.gauge('station_sync_oldest_seconds').set(Math.max(0, age));
    const { sent, retries, duplicates, fileBytes } = sync.counts;
    const byLane = (name: 'station_sync_sent_total' | 'station_sync_retries_total', totals: typeof sent) => {
      registry.counter(name).reset();
      for (const [lane, total] of Object.entries(totals)) registry.counter(name).inc({ lane }, total);
    };
    byLane('station_sync_sent_total', sent);
    byLane('station_sync_retries_total', retries);
    setTotal(registry.counter('station_sync_duplicates_total'), duplicates);
    setTotal(registry.counter('station_sync_file_bytes_total'), fileBytes);
  }
}

/** Codes of packages are theirs, and any number. */
const knownCode = (code: string) => (Object.hasOwn(ERRORS, code) ? code : 'other');

/** Counted elsewhere since the start. */
function setTotal(counter: { reset(): void; inc(by: number): void }, total: number): void {
  counter.reset();
  counter.inc(total);
}
