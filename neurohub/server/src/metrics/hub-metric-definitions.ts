/**
 * Every metric that `GET /metrics` of NeuroHub tells (docs/reference/neurohub-metrics.md). Each label has a closed set of values: never
 * a station, a serial number or a text, so that a floor of any size stays below 1,000 series.
 */
export interface HubMetricDefinition {
  type: 'gauge' | 'counter' | 'histogram';
  help: string;
  labels: readonly string[];
  /** Upper bounds, in the unit of the name. Histograms only. */
  buckets?: readonly number[];
}

const gauge = (help: string, ...labels: string[]) => ({ type: 'gauge' as const, help, labels });
const counter = (help: string, ...labels: string[]) => ({ type: 'counter' as const, help, labels });
const histogram = (help: string, buckets: readonly number[], ...labels: string[]) => ({
  ...{ type: 'histogram' as const, help, labels, buckets },
});

export const HUB_METRICS = {
  neurohub_info: gauge('Always 1; which version this instance is', 'version'),
  neurohub_http_request_duration_seconds: histogram(
    'How long requests to this instance took, by route as it is declared and class of the status',
    [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    ...['method', 'route', 'status'],
  ),
  neurohub_records_total: counter('Results that this instance was sent, by what became of them', 'outcome'),
  neurohub_content_bytes_total: counter('Bytes of files that this instance has stored'),
  neurohub_log_entries_total: counter('Log entries of stations that this instance has stored'),
  neurohub_results: gauge('Results that have arrived, of all stations'),
  neurohub_stations: gauge('Enrolled stations, by whether they were heard of in the last two minutes', 'heard'),
  neurohub_station_concerns: gauge('What somebody should look into, of all stations', 'kind'),
  neurohub_station_pending_results: gauge('Results that wait at the stations, as they said last'),
  neurohub_station_quarantined_results: gauge(
    'Results that were refused and wait for a decision, as stations said last',
  ),
  neurohub_database_connections: gauge(
    'Connections of this instance to PostgreSQL, and requests that wait for one',
    'state',
  ),
  neurohub_live_frames_total: counter(
    'What stations said over their live links to this instance: taken, after a gap, or not understood',
    'outcome',
  ),
  neurohub_socket_clients: gauge('Live links to this instance', 'namespace'),
} as const satisfies Record<string, HubMetricDefinition>;

export type HubMetricName = keyof typeof HUB_METRICS;
/** Names of one type. */
export type HubMetricOf<T extends HubMetricDefinition['type']> = {
  [N in HubMetricName]: (typeof HUB_METRICS)[N] extends { type: T } ? N : never;
}[HubMetricName];
