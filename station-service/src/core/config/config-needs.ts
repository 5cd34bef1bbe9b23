/** What each key of station.yaml needs before a change of it is in effect. A test demands a line for every key of the schema. */
import type { ConfigNeed } from '@neurohub/contracts/config-rest';

/** By section, or by section and key: the longer one counts. */
export const NEEDS_OF: Readonly<Record<string, ConfigNeed>> = {
  version: 'live',
  'station.id': 'restart',
  'station.name': 'live',
  'station.description': 'live',
  'server.host': 'restart',
  'server.port': 'restart',
  'server.allow_insecure_lan': 'restart',
  'server.cors': 'restart',
  'server.auth': 'restart',
  'server.host_names': 'restart',
  // Other files; what is in them is taken by itself.
  'server.tls': 'restart',
  'backend.url': 'live',
  'backend.api_key': 'live',
  'backend.auth': 'live',
  'backend.sync_interval': 'live',
  'backend.timeouts': 'live',
  'backend.proxy': 'live',
  'backend.ca_file': 'live',
  'backend.queue': 'live',
  'backend.attachments': 'live',
  'backend.logs': 'live',
  'backend.live': 'live',
  'backend.packages': 'live',
  'backend.remote_start': 'live',
  'start_gate.url': 'live',
  'start_gate.timeout': 'live',
  'start_gate.when_unreachable': 'live',
  'start_gate.headers': 'live',
  // From the next start of a batch.
  'packages.folders': 'live',
  'packages.unsigned': 'live',
  'paths.sequences_dir': 'restart',
  'paths.data_dir': 'restart',
  // The batches that use the instrument.
  shared_hardware: 'idle',
  rendezvous: 'restart',
  'manual.idle_seconds': 'live',
  batches: 'idle',
  // Of every batch that does not say it itself.
  'recovery.enabled': 'idle',
  'recovery.max_retries': 'idle',
  'recovery.backoff_base': 'idle',
  'recovery.backoff_max': 'idle',
  'recovery.checkpoint_interval': 'idle',
  'recovery.recycle_after_executions': 'idle',
  'recovery.recycle_memory_mb': 'idle',
  'error_handling.process_errors': 'idle',
  'error_handling.step_errors': 'idle',
  'error_handling.hardware_errors': 'idle',
  'screen.scanner': 'live',
  'screen.start_on_scan': 'live',
  'screen.next_slot_after_scan': 'live',
  shifts: 'live',
  'storage.min_free_mb': 'live',
  'storage.warn_free_mb': 'live',
  'storage.ballast_mb': 'restart',
  'storage.warn_used_percent': 'live',
  'storage.critical_used_percent': 'live',
  'storage.backup': 'live',
  'storage.integrity_check': 'live',
  'storage.retention': 'live',
  'storage.encryption': 'restart',
  'logging.level': 'live',
  'logging.file': 'live',
  'logging.max_size': 'live',
  'logging.backup_count': 'live',
};

/** @param path section and key, then anything */
export function needOf(path: readonly (string | number)[]): ConfigNeed {
  const [section = '', key] = path;
  return NEEDS_OF[`${section}.${key}`] ?? NEEDS_OF[String(section)] ?? 'restart';
}
