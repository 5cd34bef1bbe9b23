import { METRICS, type MetricDefinition, type MetricName, type MetricOf } from '@neurohub/contracts/metrics';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Makes the metrics of {@link METRICS}, and with them those of Node.js and its process. One for each station: nothing is global. */
export class MetricRegistry {
  readonly #registry = new Registry();
  readonly #metrics: ReadonlyMap<string, Gauge | Counter | Histogram>;

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    const registers = [this.#registry];
    const make = (name: string, definition: MetricDefinition) => {
      const common = { name, help: definition.help, labelNames: [...definition.labels], registers };
      if (definition.type === 'gauge') return new Gauge(common);
      if (definition.type === 'counter') return new Counter(common);
      return new Histogram({ ...common, buckets: [...(definition.buckets ?? [])] });
    };
    this.#metrics = new Map(Object.entries(METRICS).map(([name, definition]) => [name, make(name, definition)]));
  }

  gauge(name: MetricOf<'gauge'>): Gauge {
    return this.#get(name) as Gauge;
  }

  counter(name: MetricOf<'counter'>): Counter {
    return this.#get(name) as Counter;
  }

  histogram(name: MetricOf<'histogram'>): Histogram {
    return this.#get(name) as Histogram;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All of them, as text that Prometheus reads. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #get(name: MetricName): Gauge | Counter | Histogram {
    const metric = this.#metrics.get(name);
    if (!metric) throw new Error(`no metric ${name}`);
    return metric;
  }
}
