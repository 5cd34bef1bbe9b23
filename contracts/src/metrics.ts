/**
 * Every metric of this product that `GET /metrics` tells: names, types and labels are public (docs/reference/metrics.md). Each label has
 * a closed or configured set of values, never a serial number or a text, so that a station stays below 2,000 series.
 */
export interface MetricDefinition {
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

export const METRICS = {
  station_info: gauge('Always 1; who this station is', 'station', 'version'),
  station_batches_total: gauge('Configured batches'),
  station_batches_running: gauge('Batches that are testing a unit now'),
  station_batch_up: gauge('1: the process of the batch is there', 'batch'),
  station_batch_locked_out: gauge('1: nothing of the batch can be started before a person has looked', 'batch'),
  station_sequences_completed_total: counter('Executions that have ended since the start', 'batch', 'result'),
  station_sequence_duration_seconds: histogram(
    'How long executions took, waits included',
    [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 14_400],
    'batch',
  ),
  station_steps_total: counter('Attempts of steps that have ended since the start', 'batch', 'status'),
  station_step_duration_seconds: histogram(
    'How long attempts of steps took',
    [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300],
    'batch',
  ),
  station_errors_total: counter('Executions that ended with an error, by its code', 'batch', 'code'),
  station_hardware_status: gauge('1: the instrument is connected', 'batch', 'hardware'),
  station_process_memory_bytes: gauge('What the process of a batch uses, with everything it started', 'batch'),
  station_process_cpu_percent: gauge('CPU of the process of a batch, of the cores that it may use', 'batch'),
  station_worker_deaths_total: counter('Processes of a batch that died since the start, by how', 'batch', 'class'),
  station_worker_frames_total: counter('ZeroMQ frames from the process of a batch', 'batch', 'lane'),
  station_worker_bad_frames_total: counter('Of these, frames that were no message of the protocol', 'batch', 'lane'),
  station_alarms_active: gauge('Alarms that are active', 'code'),
  station_alarms_total: counter('Alarms that were raised since the start', 'code'),
  station_database_failing: gauge('1: the last transaction could not be stored'),
  station_database_last_commit_seconds: gauge('How long the last transaction took, with its sync'),
  station_database_transactions_total: counter('Transactions since the start, each with one sync'),
  station_database_writes_total: counter('Writes in these transactions'),
  station_database_wal_bytes: gauge('Size of the write-ahead log of the database'),
  station_log_entries_dropped_total: counter('Log entries that could not be stored since the start'),
  station_disk_free_bytes: gauge('What is free on the disk of the data folder'),
  station_socket_clients: gauge('Connected Socket.IO clients'),
  station_backend_connected: gauge('1: NeuroHub answers'),
  station_sync_queue_size: gauge('Results that NeuroHub has not taken yet'),
  station_sync_queue_bytes: gauge('How much waits to be sent, files included'),
  station_sync_files_pending: gauge('Files that NeuroHub has not taken yet'),
  station_sync_quarantined: gauge('Results that NeuroHub has refused, and a person has to look at'),
  station_sync_oldest_seconds: gauge('Age of the oldest result that waits; 0: none does'),
  station_sync_sent_total: counter('Results, files and log entries that have arrived since the start', 'lane'),
  station_sync_retries_total: counter('Requests that have to be sent again', 'lane'),
  station_sync_duplicates_total: counter('Results that NeuroHub had already: their answer was lost'),
  station_sync_file_bytes_total: counter('Bytes of files that have arrived since the start'),
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;
/** Names of one type. */
export type MetricOf<T extends MetricDefinition['type']> = {
  [N in MetricName]: (typeof METRICS)[N] extends { type: T } ? N : never;
}[MetricName];
