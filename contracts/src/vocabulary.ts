/**
 * The words of the house, free of any library so that the SDK can import them into a package's process.
 * Every closed set is written once, here; the schemas of the other entries are built from these arrays.
 * docs/glossary.md says the same in prose.
 */

/** What became of one step. */
export const STEP_STATUSES = [
  'pending', // not begun
  'running',
  'passed',
  'failed', // a limit was missed, or the step threw TestFailure: the product is bad
  'error', // a fault: driver, time limit, bug. Says nothing about the product
  'skipped', // its condition was false, it threw TestSkipped, or the execution ended before it
  'aborted', // a stop arrived while it ran
  'interrupted', // its process died while it ran: nobody knows how far it got
] as const;
export type StepStatus = (typeof STEP_STATUSES)[number];

/** Where an execution is in its life. Separate from the state of the batch's process. */
export const EXECUTION_STATES = [
  'running',
  'paused',
  'waiting', // for operator, instrument or peers
  'completed',
  'aborted',
  'interrupted', // its process or the service died before it could end itself
] as const;
export type ExecutionState = (typeof EXECUTION_STATES)[number];

/** What the batch's OS process is doing. `idle` means: alive, ready, nothing executing. */
export const BATCH_PROCESS_STATES = [
  'stopped',
  'starting',
  'idle',
  'running',
  'stopping',
  'recovering',
  'locked-out', // too many failures, or hardware that could not be made safe: a person must look
] as const;
export type BatchProcessState = (typeof BATCH_PROCESS_STATES)[number];

/** Severity-ordered. `null` (none yet) comes before PASS. An execution's verdict is only ever made worse. */
export const VERDICTS = ['PASS', 'FAIL', 'ERROR', 'ABORTED'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The worse of two verdicts. */
export function worseVerdict(a: Verdict | null, b: Verdict | null): Verdict | null {
  if (a === null) return b;
  if (b === null) return a;
  return VERDICTS.indexOf(a) >= VERDICTS.indexOf(b) ? a : b;
}

/** Why an execution ended. */
export const END_REASONS = [
  'completed', // every step had its turn
  'failedStop', // a failed step ended the main steps early
  'errorStop', // a step in error ended the main steps early
  'operatorStop', // Stop: cleanup steps ran
  'killed', // Kill: the process was ended
  'crashed', // the batch's process died by itself
  'serviceLost', // the service died or was shut down while the execution ran
  'timeout', // the execution's own time limit
  'startFailed', // accepted, but it never reached its first step
  'storageFailed', // its records could not be committed
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** Where a step stands in its sequence. */
export const STEP_GROUPS = ['setup', 'main', 'cleanup'] as const;
export type StepGroup = (typeof STEP_GROUPS)[number];

/** Which tries decide about a step that is tried more than once. Every try is kept, whatever the policy. */
export const RETRY_POLICIES = [
  'lastPass', // tried until one passes; the last try decides
  'allPass', // every try is made, and every one has to pass
  'worst', // tried until one passes; the worst try decides
] as const;
export type RetryPolicy = (typeof RETRY_POLICIES)[number];

/** How grave an error of a step is. Whoever throws it may say so; nobody having said anything, it is RECOVERABLE. */
export const ERROR_CLASSES = [
  'CRITICAL', // the main steps end, whatever the rules say; cleanup runs
  'RECOVERABLE', // the rules of the step decide
  'WARNING', // the next step runs; the step is in error all the same
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

/** What is done about a step in error. Whatever it is, the verdict is ERROR unless a later try passes. */
export const STEP_ERROR_ACTIONS = [
  'retry', // it is tried again; an error that remains is as with `fail`
  'continue', // the next step runs
  'fail', // as after a failed step: `stop_on_fail` says whether the main steps end
  'abort', // the main steps end
] as const;
export type StepErrorAction = (typeof STEP_ERROR_ACTIONS)[number];

/** Whose word decided about an error. The first that says something counts: the error itself, then from the step outwards. */
export const RULE_SOURCES = ['error', 'step', 'overrides', 'package', 'batch', 'station'] as const;
export type RuleSource = (typeof RULE_SOURCES)[number];

/** What a running step can wait for; its time limit stands still meanwhile. */
export const WAITS = [
  'operator',
  'instrument', // a shared one that another batch has
  'peers',
  'hardware', // an instrument whose connection was lost; between two attempts
] as const;
export type Wait = (typeof WAITS)[number];

/** How the way to an instrument is. */
export const HARDWARE_STATES = [
  'disconnected', // nobody needs it
  'connected',
  'lost', // the connection broke while it was needed
  'reconnecting', // and is being made anew
  'different', // another instrument answers in its place
] as const;
export type HardwareState = (typeof HARDWARE_STATES)[number];

/** What an operator can be asked. */
export const PROMPT_KINDS = [
  'confirm', // one button; answers true
  'passFail', // answers true (pass) or false (fail)
  'text',
  'number',
  'choice', // answers the value of one choice
  'image', // a picture to look at, with pass and fail; answers true or false
] as const;
export type PromptKind = (typeof PROMPT_KINDS)[number];

/** How an answer came. */
export const ANSWER_WAYS = ['screen', 'api', 'terminal', 'timeLimit', 'test'] as const;
export type AnswerWay = (typeof ANSWER_WAYS)[number];

/** What a manual command does; they are shown by it. */
export const COMMAND_CATEGORIES = ['measurement', 'control', 'configuration', 'diagnostic'] as const;
export type CommandCategory = (typeof COMMAND_CATEGORIES)[number];

/** Why a manual session was over. */
export const MANUAL_ENDS = [
  'asked', // by a person, or because a sequence begins
  'idle', // nothing was asked for in time
  'leaving', // the batch's process ends
  'revoked', // a person took a shared instrument away
  'fault', // a command could not be ended, or failed later: the process is replaced
] as const;
export type ManualEnd = (typeof MANUAL_ENDS)[number];

/** The same as the service tells it. */
export const MANUAL_CAUSES = [
  ...MANUAL_ENDS,
  'sequence', // a test begins
  'screenLost', // the screen that had it was closed, or its connection broke
  'workerDied', // the batch's process died: it makes safe by itself, or the station does
] as const;
export type ManualCause = (typeof MANUAL_CAUSES)[number];

/** How long a driver stays connected. */
export const DRIVER_SCOPES = [
  'execution', // made and connected for one execution
  'batch', // kept by the batch's process; proved healthy before each execution, made safe after each
] as const;
export type DriverScope = (typeof DRIVER_SCOPES)[number];

/** What happens to a step that was in doubt when the execution is resumed. */
export const ON_RESUME = ['rerun', 'verify', 'skip', 'abort'] as const;
export type OnResume = (typeof ON_RESUME)[number];

/** What an execution is for. Only production counts for yield. */
export const EXECUTION_MODES = ['production', 'debug'] as const;
export type ExecutionMode = (typeof EXECUTION_MODES)[number];

export const MEASUREMENT_OUTCOMES = [
  'PASS',
  'FAIL',
  'INFO', // no decisive limit: recorded, it decides nothing
  'ERROR', // a value that cannot be judged (NaN against a limit, wrong type)
] as const;
export type MeasurementOutcome = (typeof MEASUREMENT_OUTCOMES)[number];

export const MEASUREMENT_KINDS = ['number', 'string', 'boolean', 'json', 'series'] as const;
export type MeasurementKind = (typeof MEASUREMENT_KINDS)[number];

/** What can be made of one axis of a series. */
export const AGGREGATIONS = [
  'min',
  'max',
  'mean',
  'std', // of a sample: divided by n − 1; one value has none
  'p95', // between ranks by linear interpolation
] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const PARAMETER_TYPES = ['string', 'integer', 'float', 'boolean'] as const;
export type ParameterType = (typeof PARAMETER_TYPES)[number];

/** A value a parameter or a hardware setting can have. */
export type ScalarValue = string | number | boolean | null;

/** A name people read: one text for all, or one per language. */
export type LocalizedText = string | { ko: string; en: string };

/** T_safe: seen to be dead, an instrument is safe within this time, or somebody is called (design §7). */
export const SAFE_WITHIN_MS = 5_000;
/** An orphan runs its cleanup and makes safe by itself; this long it is let. */
export const ORPHAN_GRACE_MS = 5_000;

export const SAFE_STOP_OUTCOMES = [
  'madeSafe', // by this process; the armed file is gone
  'wasSafe', // its owner, or somebody else, was faster
  'inUse', // somebody who is no orphan has it: he will make it safe, or his own guard will
  'failed', // nobody knows its state: a person has to look
] as const;
export type SafeStopOutcome = (typeof SAFE_STOP_OUTCOMES)[number];

/** The version of the station ↔ worker protocol (docs/ipc.md). A worker with another one is refused. */
export const PROTOCOL_VERSION = 1;

/** The largest frame on any lane, in bytes; a larger one ends that worker. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024;

/**
 * On this descriptor the watchdog of a worker says twice a second that the process is there: one little-endian word of 32 bits. 0: its
 * event loop runs; another: the loop has been blocked for a second or more, and may be for so many milliseconds more.
 */
export const VITAL_FD = 3;
export const VITAL_BYTES = 4;

/** What a batch-worker's exit code tells the service. Any other code is a crash. */
export const WORKER_EXIT = {
  /** Asked to go by SHUTDOWN. */
  done: 0,
  /** A step was abandoned or failed late: nothing of it may live on, so a fresh worker takes over. */
  replaceMe: 75,
  /** A newer worker owns the batch. */
  fenced: 76,
  /** The service is gone; hardware was made safe. */
  serviceGone: 77,
} as const;

/** How a worker can end, as far as somebody would do something else about it. */
export const EXIT_CLASSES = [
  ...(['protocol', 'outOfMemory', 'hung', 'blocked', 'fenced', 'serviceGone', 'killed', 'signal'] as const),
  ...(['exited', 'crashed', 'startFailed', 'packageError'] as const),
] as const;
export type ExitClass = (typeof EXIT_CLASSES)[number];

/** The sockets on which a worker speaks of its own accord (docs/ipc.md). */
export const WORKER_LANES = ['rec', 'pub'] as const;
export type WorkerLane = (typeof WORKER_LANES)[number];
