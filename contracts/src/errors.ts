/**
 * Every error code that can leave a process, with its HTTP status and what the person in front of it does next.
 * Free of any library. A code is never reused for another meaning.
 */
export const ERRORS = {
  // request
  INVALID_JSON: { status: 400, next: 'Send a valid JSON body.' },
  VALIDATION_ERROR: { status: 400, next: 'Correct the fields named in details.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, next: 'Send application/json.' },
  PAYLOAD_TOO_LARGE: { status: 413, next: 'Send a smaller body.' },
  HOST_NOT_ALLOWED: { status: 403, next: 'Open the station by one of its own addresses.' },
  ORIGIN_NOT_ALLOWED: { status: 403, next: "Open the station's own page, or add the origin to server.cors." },
  CSRF_REFUSED: { status: 403, next: 'Send the header X-Station-CSRF: 1 with every request that changes something.' },
  NOT_ALLOWED: { status: 403, next: 'Ask for the role this route needs.' },
  NOT_SIGNED_IN: { status: 401, next: 'Sign in, or send an API key.' },
  SIGN_IN_FAILED: { status: 401, next: 'Check name and password, PIN, badge or key, and try again.' },
  TOO_MANY_ATTEMPTS: { status: 429, next: 'Wait as long as details.waitMs says, then try again.' },
  USER_NOT_FOUND: { status: 404, next: 'Use a name from GET /api/users.' },
  API_KEY_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/keys.' },
  LAST_ADMIN: { status: 409, next: 'Make another administrator first.' },
  USER_FILE_INVALID: {
    status: 500,
    next: 'Put the file back from a backup, or remove it: the next start makes a new administrator.',
  },
  NOT_FOUND: { status: 404, next: 'Check the address.' },
  UNKNOWN_MESSAGE_TYPE: { status: 400, next: 'Send one of the events in the socket reference.' },
  COMMAND_CONFLICT: { status: 409, next: 'Use a new commandId for a different command.' },
  SHUTTING_DOWN: { status: 503, next: 'Wait until the station is back.' },
  NOT_READY: { status: 503, next: 'See the reasons in the answer, and GET /api/system/health.' },
  INTERNAL_ERROR: { status: 500, next: 'See the station log; the answer carries the request id.' },
  // batches
  BATCH_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/batches.' },
  BATCH_NOT_RUNNING: { status: 409, next: 'Start the batch first.' },
  BATCH_ALREADY_RUNNING: { status: 409, next: 'The batch process is up already; nothing to do.' },
  BATCH_LOCKED_OUT: { status: 409, next: 'Look at the batch and its hardware, then unlock it.' },
  ALARM_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/alarms.' },
  BATCH_NOT_LOCKED_OUT: { status: 409, next: 'Nothing to do: the batch is not locked out.' },
  INSTRUMENT_NOT_SAFE: { status: 409, next: 'Switch the instrument off by hand, then unlock the batch and say so.' },
  BATCH_START_FAILED: { status: 502, next: 'Read details: the tail of what the worker printed.' },
  SEQUENCE_ALREADY_RUNNING: { status: 409, next: 'Wait for the end of the execution, or stop it.' },
  SEQUENCE_NOT_RUNNING: { status: 409, next: 'Nothing is executing; nothing to stop.' },
  NOT_PAUSABLE: { status: 409, next: 'Cleanup is never paused; wait for its end.' },
  NOTHING_TO_RETRY: { status: 409, next: 'Only the step that has just failed can be run again.' },
  NOTHING_TO_SKIP: { status: 409, next: 'The step has run: retry it, or go on, before you leave out the next one.' },
  CONFIRMATION_NEEDED: {
    status: 409,
    next: 'It moves or powers something: look at the bench, then send confirm: true.',
  },
  NOT_PAUSED: { status: 409, next: 'Pause the execution first, and wait until it stands.' },
  DUT_BUSY: { status: 409, next: 'This serial number is being tested in another batch.' },
  SERIAL_NUMBER_INVALID: { status: 422, next: 'Scan again; details show the pattern.' },
  PARAMETER_INVALID: { status: 422, next: 'Correct the parameter named in details.' },
  WORKER_HUNG: { status: 500, next: 'Test the unit again; if it happens again, call the test engineer.' },
  WORKER_OUT_OF_MEMORY: {
    status: 500,
    next: 'Test the unit again; the test engineer has to look at what the sequence keeps.',
  },
  WORKER_TIMEOUT: { status: 504, next: 'The worker did not answer; see the batch state.' },
  WORKER_REFUSED: { status: 409, next: 'Read the message: the worker refused the command.' },
  NOT_PRODUCTION: { status: 409, next: 'Start it as debug, or run every required step on real instruments.' },
  STEP_NOT_FOUND: { status: 422, next: 'Use names of steps of the sequence; details list them.' },
  // prompts
  PROMPT_NOT_FOUND: { status: 404, next: 'Nothing to do: the prompt was answered, or its step has ended.' },
  ANSWER_INVALID: { status: 422, next: 'Answer as the prompt asks; details say what is accepted.' },
  // manual control and shared instruments
  HARDWARE_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/batches/:id/hardware.' },
  MANUAL_COMMAND_NOT_FOUND: { status: 404, next: 'Use a command from GET /api/batches/:id/hardware.' },
  MANUAL_BUSY: { status: 409, next: 'Wait for the end of the manual command before this one.' },
  MANUAL_HELD: {
    status: 409,
    next: 'Ask whoever has manual control to leave it, or end it: that makes the instruments safe.',
  },
  MANUAL_ABORTED: { status: 409, next: 'The manual session was ended; begin again when it is free.' },
  INSTRUMENT_IN_USE: { status: 409, next: 'Wait until details.owner lets go of the instrument.' },
  INSTRUMENT_NOT_FOUND: { status: 404, next: 'Use an id of shared_hardware.' },
  LEASE_NOT_HELD: { status: 500, next: 'Name the shared hardware in `uses` of the step or its block.' },
  LEASE_ORDER: {
    status: 409,
    next: 'Name all shared hardware in `uses` of the outermost block: inner leases come in the order of their ids.',
  },
  LEASE_BROKEN: { status: 500, next: 'A person broke the lease; the log says who and why.' },
  RENDEZVOUS_NOT_FOUND: { status: 404, next: 'Declare the rendezvous in station.yaml, and list the batch there.' },
  RENDEZVOUS_TIMEOUT: { status: 500, next: 'Check the other batches: they did not come to the rendezvous in time.' },
  // overrides
  OVERRIDES_INVALID: { status: 422, next: 'Correct the overrides at the places named.' },
  OVERRIDES_STALE: { status: 409, next: 'The package changed: look at the overrides, then save or delete them.' },
  // simulators
  SIMULATOR_MISSING: { status: 422, next: 'Name a simulator for it in manifest.yaml, or switch simulation off.' },
  SIMULATOR_FAILED: { status: 500, next: 'Read the message of the simulator.' },
  // packages
  SEQUENCE_NOT_FOUND: { status: 404, next: 'Use a name from GET /api/sequences.' },
  MISSING_FILE: { status: 422, next: 'Add the file.' },
  MISSING_MODULE: { status: 422, next: 'Correct entry_point.module.' },
  MISSING_CLASS: { status: 422, next: 'Export the class named in entry_point.class.' },
  MISSING_DECORATOR: { status: 422, next: 'Decorate the class with @sequence.' },
  MISSING_DRIVER: { status: 422, next: 'Add the driver file, or correct hardware.<id>.driver.' },
  INVALID_YAML: { status: 422, next: 'Correct the YAML at the place named.' },
  INVALID_SCHEMA: { status: 422, next: 'Correct the keys named in details.' },
  LIMITS_INVALID: { status: 422, next: 'Correct limits.yaml at the places named.' },
  NAME_MISMATCH: { status: 422, next: 'Give @sequence and manifest the same name.' },
  DUPLICATE_ORDER: { status: 422, next: 'Give each step of a group its own order.' },
  UNKNOWN_BLOCK: { status: 422, next: 'Declare the block in @sequence({ blocks }), or correct its name.' },
  BLOCK_INVALID: { status: 422, next: 'Correct the block named in details.' },
  NO_STEPS: { status: 422, next: 'Decorate at least one method with @step.' },
  UNDECLARED_PARAMETER: { status: 422, next: 'Declare the parameter in manifest.yaml.' },
  UNDECLARED_HARDWARE: { status: 422, next: 'Declare the hardware in manifest.yaml.' },
  ENTRY_POINT_ERROR: { status: 422, next: 'Read the message: loading the package threw.' },
  IMPORT_NOT_ALLOWED: { status: 422, next: 'Import only the SDK, bundled dependencies and allowed node: modules.' },
  COMPILE_ERROR: { status: 422, next: 'Correct the source at the place named.' },
  PACKAGE_HASH_MISMATCH: { status: 409, next: 'The package changed on disk; restart the batch.' },
  // NeuroHub and the queue to it
  SYNC_OFF: { status: 409, next: 'Name NeuroHub in backend of station.yaml first.' },
  QUEUE_ITEM_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/system/sync/queue.' },
  QUEUE_FULL: { status: 503, next: 'Bring the connection to NeuroHub back, or enlarge backend.queue.max_mb.' },
  START_GATE_REFUSED: { status: 409, next: 'The MES does not allow this test: its reason is in the message.' },
  START_GATE_UNREACHABLE: { status: 503, next: 'Call IT: the system that allows tests does not answer.' },
  REMOTE_START_NOT_FOUND: { status: 404, next: 'Nothing to do: the request was answered, or has expired.' },
  HUB_PROTOCOL: { status: 426, next: 'Update NeuroHub first, then the stations.' },
  STATION_UNKNOWN: { status: 401, next: 'Enrol the station at NeuroHub, and put its key into backend.api_key.' },
  STATION_KEY_REVOKED: { status: 403, next: 'Ask for a new key at NeuroHub, and put it into backend.api_key.' },
  STATION_CLONED: {
    status: 403,
    next: 'Another installation has this name. Give this one an id of its own, or accept it at NeuroHub.',
  },
  STATION_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/stations.' },
  STATION_NOT_CONNECTED: { status: 409, next: 'Wait until the live link of the station stands.' },
  PAYLOAD_CONFLICT: { status: 409, next: 'Two contents have the same id: compare the station with NeuroHub.' },
  PAYLOAD_INVALID: { status: 422, next: 'Read the message; the station keeps the record in quarantine.' },
  CONTENT_OFFSET: { status: 409, next: 'Go on from details.received.' },
  CONTENT_HASH: { status: 422, next: 'Send the file again from the beginning.' },
  CONTENT_NOT_FOUND: { status: 404, next: 'It has not arrived yet, or no record names it.' },
  RESULT_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/results.' },
  DEPLOYMENT_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/deployments.' },
  VERSION_WITHDRAWN: { status: 409, next: 'Choose another version.' },
  PACKAGE_IN_DEVELOPMENT: {
    status: 409,
    next: 'Let the batch use the installed package: `sequence_package: installed/<name>`, or remove the folder.',
  },
  // packed packages
  ARCHIVE_INVALID: { status: 422, next: 'Pack the package anew with `station pack`, and copy the file again.' },
  PACKAGE_UNSIGNED: {
    status: 403,
    next: 'Sign it with `station sign`. Unsigned ones run in simulation, or where `packages` of station.yaml lets them.',
  },
  SIGNATURE_INVALID: { status: 403, next: 'Do not install it: get the file again from whoever signed it.' },
  KEY_NOT_TRUSTED: { status: 403, next: 'If you know the signer, add the public key with `station trust add`.' },
  KEY_INVALID: { status: 422, next: 'Use the key files that `station keygen` made.' },
  KEY_NOT_FOUND: { status: 404, next: 'Use a key id from `station trust list`.' },
  VERSION_NOT_FOUND: { status: 404, next: 'Use a name and a version from `station list`.' },
  VERSION_IN_USE: { status: 409, next: 'Use another version first, and stop what details name.' },
  DOWNGRADE_REFUSED: {
    status: 409,
    next: 'A newer version is in use. Deploy it with allowDowngrade if you mean it.',
  },
  UPLOAD_BUSY: { status: 409, next: 'Wait until the other upload has ended, then send it again.' },
  ALREADY_EXISTS: { status: 409, next: 'Choose another name, or remove what is there.' },
  FILE_ACCESS: { status: 500, next: 'Check path, permissions and free space of what the message names.' },
  USAGE: { status: 400, next: 'See `station --help`.' },
  // results
  EXECUTION_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/results.' },
  ATTACHMENT_NOT_FOUND: { status: 404, next: 'Use a sha256 from the record of the execution.' },
  EXPORT_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/exports: files are kept for 24 hours.' },
  EXPORT_BUSY: { status: 409, next: 'Wait until the export that runs has ended, or cancel it.' },
  EXPORT_NOT_DONE: { status: 409, next: 'Wait until it is done; begin it again when it was cancelled or interrupted.' },
  EXPORT_TOO_LARGE: { status: 413, next: 'Narrow the filter, or use csv or jsonl, which have no limit.' },
  FILTER_NOT_FOUND: { status: 404, next: 'Use a name from GET /api/results/filters.' },
  TOO_MANY_FILTERS: { status: 409, next: 'Remove a saved filter first.' },
  SERIES_NOT_FOUND: { status: 404, next: 'Name step, attempt and measurement of a series of this execution.' },
  // storage
  STORAGE_FAILED: { status: 503, next: 'Check the disk; the station could not commit.' },
  DISK_FULL: { status: 507, next: 'Free disk space; new executions are refused until then.' },
  DATABASE_UNREACHABLE: { status: 503, next: 'Check that PostgreSQL runs, and address and password in DATABASE_URL.' },
  DATABASE_VERSION: {
    status: 500,
    next: 'Start the NeuroHub release that used this database, make a backup there, and restore it with this one.',
  },
  DATABASE_START_FAILED: { status: 500, next: 'Read details.log: the end of what PostgreSQL said.' },
  // care of what is stored
  BACKUP_FAILED: { status: 500, next: 'Make room, or correct storage.backup.folder; then try again.' },
  BACKUP_BUSY: { status: 409, next: 'Wait until the work on the stored data that is under way has ended.' },
  BACKUP_NOT_FOUND: { status: 404, next: 'Use an id from `station backup list`, or the folder of a backup.' },
  BACKUP_DAMAGED: { status: 422, next: 'Use another backup: this one is not what it was when it was made.' },
  DATABASE_KEY_WRONG: {
    status: 500,
    next: 'Give the passphrase of the database; to encrypt it or to change it, run `station database rekey`.',
  },
  RESTORE_UNFINISHED: { status: 503, next: 'Run the same `station restore` again; it begins anew.' },
  // protocol (worker ↔ service)
  PROTOCOL_ERROR: { status: 500, next: 'Update station and worker together.' },
  PROTOCOL_VERSION: { status: 500, next: 'Update station and worker together.' },
  TOKEN_INVALID: { status: 500, next: 'A process that this station did not start tried to join.' },
  FENCED: { status: 500, next: 'A newer worker owns the batch; this one makes safe and exits.' },
  // what a step can end with
  LIMIT_MISSED: { status: 500, next: 'The product missed a limit.' },
  TEST_FAILURE: { status: 500, next: 'The sequence judged the product bad.' },
  STEP_TIMEOUT: { status: 500, next: 'The step took longer than its time limit.' },
  SEQUENCE_TIMEOUT: { status: 500, next: 'See why it took so long, or raise resource_limits.timeout_sequence.' },
  PAUSE_TIMEOUT: {
    status: 500,
    next: 'Nobody let the test go on; test the device again, or raise resource_limits.timeout_pause.',
  },
  STEP_THREW: { status: 500, next: 'The step threw; read message and stack.' },
  STEP_ABORTED: { status: 500, next: 'A stop arrived while the step ran.' },
  RESUME_REFUSED: { status: 409, next: 'Close the execution as interrupted, and test the device again.' },
  NOT_INTERRUPTED: { status: 409, next: 'Nothing to do: the execution goes on, or has ended.' },
  RESUME_ABORTED: { status: 500, next: 'Test the device again: a step that was under way must not be repeated.' },
  STEP_SKIPPED_IN_DOUBT: { status: 500, next: 'Test the device again: a required step was skipped.' },
  STEP_INTERRUPTED: { status: 500, next: 'The process died while the step ran.' },
  CONDITION_THREW: { status: 500, next: 'The condition of the step threw.' },
  RETURN_NOT_A_VERDICT: { status: 500, next: 'Use measure() with limits or throw TestFailure.' },
  MEASUREMENT_NOT_JUDGED: { status: 500, next: 'The value cannot be compared with its limit.' },
  MEASUREMENT_DUPLICATE: { status: 500, next: 'Give each measurement of a step its own name.' },
  LOOP_INVALID: { status: 422, next: 'Give the loop a whole number or a list of values.' },
  STATE_INVALID: { status: 500, next: 'Keep only JSON in this.state, at most 64 KB.' },
  ATTACHMENT_REFUSED: { status: 500, next: 'Attach less, or split it over several steps.' },
  PROMPT_TIMEOUT: { status: 500, next: 'Nobody answered in time, and the prompt has no default.' },
  STEP_SKIPPED: { status: 500, next: 'A person left out a step that is required: the unit is not judged.' },
  LATE_ERROR: { status: 500, next: 'Something the sequence did not await failed later.' },
  NOTHING_RUN: { status: 500, next: 'No main step ran: that is no PASS.' },
  CLEANUP_FAILED: { status: 500, next: 'Check that the hardware is off.' },
  WORKER_CRASHED: { status: 500, next: 'Read details: exit code and the tail of stderr.' },
  SERVICE_LOST: { status: 500, next: 'The station service ended while the execution ran.' },
  // drivers
  DRIVER_CONNECTION: { status: 500, next: 'Check power, cable and address of the instrument.' },
  DRIVER_TIMEOUT: { status: 500, next: 'The instrument did not answer in time.' },
  DRIVER_COMMUNICATION: { status: 500, next: 'The instrument answered something unexpected.' },
  DRIVER_STATE: { status: 500, next: 'The driver was used in the wrong state.' },
  DRIVER_ERROR: { status: 500, next: 'Read the message of the driver.' },
  HARDWARE_LOST: { status: 500, next: 'Check power and cable of the instrument, then test the unit again.' },
  DIFFERENT_INSTRUMENT: { status: 500, next: 'Connect the instrument that the test began with, or test again.' },
  HARDWARE_STATE_UNKNOWN: {
    status: 500,
    next: 'Look at the instrument: it was out of reach and may have forgotten its settings. Test the unit again.',
  },
  // from another program
  STATION_OUT_OF_REACH: { status: 503, next: 'Start the station, or give its address with --url.' },
  HUB_OUT_OF_REACH: { status: 503, next: 'Check that NeuroHub runs, and the address given with --hub.' },
  // start of the station
  NODE_TOO_OLD: { status: 500, next: 'Install Node.js 18 or newer.' },
  INSTALL_BROKEN: { status: 500, next: 'Remove node_modules and start again.' },
  CONFIG_NOT_FOUND: { status: 500, next: 'Give --config, or create config/station.yaml.' },
  CONFIG_INVALID: { status: 422, next: 'Correct the keys listed.' },
  CONFIG_CHANGED: {
    status: 409,
    next: 'Somebody changed station.yaml meanwhile: read it again, then repeat the change.',
  },
  CONFIG_VERSION_NOT_FOUND: { status: 404, next: 'Use an id from GET /api/config/history.' },
  PORT_IN_USE: { status: 500, next: 'Stop the other program, or choose another port with --port.' },
  DATA_DIR_NOT_WRITABLE: { status: 500, next: 'Give the station user write access to the data folder.' },
  DATA_DIR_IN_USE: { status: 500, next: 'Another station uses this folder: choose another with --data-dir.' },
  DISK_NEARLY_FULL: { status: 500, next: 'Free disk space before starting the station.' },
  INSECURE_ADDRESS: {
    status: 422,
    next: 'Use 127.0.0.1, or set server.allow_insecure_lan: true knowingly.',
  },
  SCHEMA_NEWER: { status: 500, next: 'The database was written by a newer station: install that version.' },
} as const satisfies Record<string, { status: number; next: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** An error as data: how it crosses every process border. `details` hold facts, `stack` is trimmed to user code. */
export interface ErrorData {
  code: ErrorCode;
  message: string;
  details?: Record<string, unknown>;
  stack?: string;
  cause?: string;
}

const CODED_ERROR_BRAND = Symbol.for('neurohub.coded-error');

/**
 * An error with a code of this table. The message says what was expected and what was found; what to do next is in the table.
 * Recognised across bundles by its brand, see {@link isCodedError}.
 */
export class CodedError extends Error {
  override readonly name: string = 'CodedError';
  readonly code: ErrorCode;
  readonly details: Record<string, unknown> | undefined;
  readonly [CODED_ERROR_BRAND] = true;

  constructor(
    code: ErrorCode,
    message: string,
    options: { details?: Record<string, unknown> | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details;
  }
}

/** True for a {@link CodedError} of any bundle. */
export function isCodedError(value: unknown): value is CodedError {
  return typeof value === 'object' && value !== null && CODED_ERROR_BRAND in value;
}

/** Any thrown value as data, with the given code where it has none of its own. Never throws. */
export function toErrorData(thrown: unknown, fallback: ErrorCode = 'INTERNAL_ERROR'): ErrorData {
  if (!(thrown instanceof Error)) return { code: fallback, message: String(thrown) };
  const data: ErrorData = {
    code: isCodedError(thrown) ? thrown.code : fallback,
    message: thrown.message || thrown.name,
  };
  if (isCodedError(thrown) && thrown.details) data.details = thrown.details;
  if (thrown.cause !== undefined)
    data.cause = thrown.cause instanceof Error ? thrown.cause.message : String(thrown.cause);
  return data;
}
