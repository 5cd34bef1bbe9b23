/**
 * Conditions of the station (not results) that a person should know of: what each means is in docs/recovery.md. Free of any library.
 * A code is never reused for another meaning.
 */
export const ALARM_PRIORITIES = ['high', 'medium', 'low'] as const;
export type AlarmPriority = (typeof ALARM_PRIORITIES)[number];

/** `until`: a condition goes when it is over, what has happened goes when somebody has acknowledged it. */
export const ALARMS = {
  BATCH_LOCKED_OUT: {
    priority: 'high',
    until: 'over',
    next: 'Look at the hardware. When it is safe, unlock the batch.',
  },
  INSTRUMENT_LEFT_ARMED: {
    priority: 'high',
    until: 'over',
    next: 'Switch the instrument off by hand; then run station safe-stop.',
  },
  STORAGE_FAILING: {
    priority: 'high',
    until: 'over',
    next: 'Results cannot be stored. Make room on the disk, or call IT; nothing is lost that was shown as saved.',
  },
  TEST_INTERRUPTED: {
    priority: 'medium',
    until: 'over',
    next: 'Look at the instruments and the unit; then continue the test, or close it.',
  },
  DATABASE_SET_ASIDE: {
    priority: 'high',
    until: 'acknowledged',
    next: 'Call IT: the database was damaged and was replaced. The message says where its files are and what is missing.',
  },
  WORKER_DIED: {
    priority: 'medium',
    until: 'acknowledged',
    next: 'Read why; call the test engineer if it happens again.',
  },
  HARDWARE_LOST: {
    priority: 'high',
    until: 'over',
    next: 'Check power and cable of the instrument; then continue, run the step again, or stop.',
  },
  MEMORY_HIGH: {
    priority: 'medium',
    until: 'over',
    next: 'Let the test end, then restart the batch; call the test engineer if it happens again.',
  },
  CLOCK_CHANGED: {
    priority: 'low',
    until: 'acknowledged',
    next: 'Check date and time of the PC. Times of before and after do not compare; order, durations and verdicts are right.',
  },
  PAUSED_WHILE_ARMED: {
    priority: 'medium',
    until: 'over',
    next: 'Look at the bench; then let the test go on, or stop it.',
  },
  DISK_FULL: {
    priority: 'high',
    until: 'over',
    next: 'Make room on the disk: no test can be started until then. What runs is finished and stored.',
  },
  CERTIFICATE_PROBLEM: {
    priority: 'medium',
    until: 'over',
    next: 'Call IT: put a good certificate and its key where server.tls says; the station takes them without a restart.',
  },
  CONFIG_INVALID: {
    priority: 'medium',
    until: 'over',
    next: 'Correct station.yaml at the place named, or restore an earlier one. The last good configuration stays in effect.',
  },
  CONFIG_NEEDS_RESTART: {
    priority: 'low',
    until: 'over',
    next: 'Restart the station when no test is running: what the message names is in effect only then.',
  },
  DISK_CRITICAL: {
    priority: 'high',
    until: 'over',
    next: 'Make room on the disk now: soon no test can be started. docs/data-care.md says what may go.',
  },
  BACKUP_FAILED: {
    priority: 'medium',
    until: 'over',
    next: 'Read why, make room or correct storage.backup.folder; then run station backup. Results are not touched.',
  },
  BACKUP_OLD: {
    priority: 'medium',
    until: 'over',
    next: 'Run station backup: what has been stored since the last copy would be lost with the disk.',
  },
  DATABASE_DAMAGED: {
    priority: 'high',
    until: 'over',
    next: 'Call IT: make a copy of the data folder, then restart the station or restore a backup. docs/data-care.md says how.',
  },
  BACKEND_REFUSED: {
    priority: 'medium',
    until: 'over',
    next: 'Call IT: NeuroHub does not take the key of this station. Tests go on; results wait here, and nothing is lost.',
  },
  BACKEND_UNREACHABLE: {
    priority: 'low',
    until: 'over',
    next: 'Nothing to do at the station: tests go on, results wait here and are sent when NeuroHub answers again.',
  },
  RESULTS_QUARANTINED: {
    priority: 'medium',
    until: 'over',
    next: 'Call IT: NeuroHub does not take these results. station queue list shows why; they are kept.',
  },
  RESULT_CONFLICT: {
    priority: 'high',
    until: 'acknowledged',
    next: 'Call IT: NeuroHub has another content under the id of a result. Compare the two before you trust either.',
  },
  STATION_CLONED: {
    priority: 'high',
    until: 'over',
    next: 'Call IT: another installation sends results under the name of this station. One of them needs an id of its own.',
  },
  DATABASE_PUT_BACK: {
    priority: 'high',
    until: 'acknowledged',
    next: 'Call IT: the database of this station is older than what NeuroHub has of it. Results since then are at NeuroHub only.',
  },
  QUEUE_FULL: {
    priority: 'medium',
    until: 'over',
    next: 'Bring the connection to NeuroHub back: more waits to be sent than backend.queue.max_mb.',
  },
  PACKAGE_REFUSED: {
    priority: 'medium',
    until: 'acknowledged',
    next: 'Call the test engineer: a package from NeuroHub was not taken into use. The version before is in use.',
  },
  DISK_LOW: { priority: 'medium', until: 'over', next: 'Make room on the disk before no test can be started.' },
} as const satisfies Record<string, { priority: AlarmPriority; until: 'over' | 'acknowledged'; next: string }>;

export type AlarmCode = keyof typeof ALARMS;
export const ALARM_CODES = Object.keys(ALARMS) as AlarmCode[];
