import { STATION_CONCERNS } from '@neurohub/contracts/hub-rest';
import { RECORD_OUTCOMES } from '@neurohub/contracts/hub-sync';
import type { Pool } from 'pg';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { VERSION } from '../version.ts';
import {
  HUB_METRICS,
  type HubMetricDefinition,
  type HubMetricName,
  type HubMetricOf,
} from './hub-metric-definitions.ts';

interface FloorRow {
  results: number;
  heard: number;
  silent: number;
  pending: number;
  quarantined: number;
}

/**
 * What `GET /metrics` tells. What happens is counted as it happens, by this instance, from 0 at its start; how things are is looked up
 * in the database when somebody asks, and is the same at all instances.
 */
export class HubMetrics {
  readonly #pool: Pool;
  readonly #registry = new Registry();
  readonly #metrics: ReadonlyMap<string, Gauge | Counter | Histogram>;

  constructor(pool: Pool) {
    this.#pool = pool;
    collectDefaultMetrics({ register: this.#registry });
    const registers = [this.#registry];
    const make = (name: string, definition: HubMetricDefinition) => {
      const common = { name, help: definition.help, labelNames: [...definition.labels], registers };
      if (definition.type === 'gauge') return new Gauge(common);
      if (definition.type === 'counter') return new Counter(common);
      return new Histogram({ ...common, buckets: [...(definition.buckets ?? [])] });
    };
    this.#metrics = new Map(Object.entries(HUB_METRICS).map(([name, definition]) => [name, make(name, definition)]));
    this.gauge('neurohub_info').set({ version: VERSION }, 1);
    // A rate over a counter that appears with its first event misses that event.
    for (const outcome of RECORD_OUTCOMES) this.counter('neurohub_records_total').inc({ outcome }, 0);
    for (const outcome of ['taken', 'gap', 'bad']) this.counter('neurohub_live_frames_total').inc({ outcome }, 0);
  }

  gauge(name: HubMetricOf<'gauge'>): Gauge {
    return this.#get(name) as Gauge;
  }

  counter(name: HubMetricOf<'counter'>): Counter {
    return this.#get(name) as Counter;
  }

  histogram(name: HubMetricOf<'histogram'>): Histogram {
    return this.#get(name) as Histogram;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All of them, as text that Prometheus reads. @throws what the database says: no figures are better than wrong ones */
  async text(): Promise<string> {
    await this.#lookAtFloor();
    await this.#lookAtConcerns();
    const { totalCount, idleCount, waitingCount } = this.#pool;
    const connections = { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
    for (const [state, count] of Object.entries(connections))
      this.gauge('neurohub_database_connections').set({ state }, count);
    return this.#registry.metrics();
  }

  async #lookAtFloor(): Promise<void> {
    const { rows } = await this.#pool.query<FloorRow>(
      `SELECT (SELECT coalesce(sum(count), 0)::float8 FROM arrivals) AS results,
              count(*) FILTER (WHERE heard_at > now() - interval '2 minutes') AS heard,
              count(*) FILTER (WHERE heard_at IS NULL OR heard_at <= now() - interval '2 minutes') AS silent,
              coalesce(sum((heartbeat->'queue'->>'pending')::float8), 0) AS pending,
              coalesce(sum((heartbeat->'queue'->>'quarantined')::float8), 0) AS quarantined
         FROM stations`,
    );
    const [floor] = rows;
    if (!floor) return;
    this.gauge('neurohub_results').set(floor.results);
    this.gauge('neurohub_stations').set({ heard: 'true' }, Number(floor.heard));
    this.gauge('neurohub_stations').set({ heard: 'false' }, Number(floor.silent));
    this.gauge('neurohub_station_pending_results').set(floor.pending);
    this.gauge('neurohub_station_quarantined_results').set(floor.quarantined);
  }

  async #lookAtConcerns(): Promise<void> {
    const { rows } = await this.#pool.query<{ kind: string; count: number }>(
      'SELECT kind, count(*)::int AS count FROM station_concerns GROUP BY kind',
    );
    const counts = new Map(rows.map(({ kind, count }) => [kind, count]));
    for (const kind of STATION_CONCERNS) this.gauge('neurohub_station_concerns').set({ kind }, counts.get(kind) ?? 0);
  }

  #get(name: HubMetricName): Gauge | Counter | Histogram {
    const metric = this.#metrics.get(name);
    if (!metric) throw new Error(`no metric ${name}`);
    return metric;
  }
}
