/**
 * Station ↔ worker protocol, version 1 (docs/ipc.md is the page for people).
 * Three lanes: `cmd` (service REQ → worker REP), `rec` (worker REQ → service REP), `pub` (worker PUB → service SUB).
 * One JSON object per frame; every frame is parsed with these schemas where it arrives.
 */
import * as z from 'zod';
import {
  dutSchema,
  errorDataSchema,
  executionIdSchema,
  executionPlanSchema,
  hashSchema,
  idSchema,
  iterationSchema,
  measurementRecordSchema,
  planHardwareSchema,
  promptAnswerSchema,
  promptSchema,
  scalarSchema,
  sequenceDefinitionSchema,
  stepRecordSchema,
  timestampSchema,
  verdictSoFarSchema,
} from './record.ts';
import { resumeSchema } from './resume.ts';
import {
  ANSWER_WAYS,
  END_REASONS,
  EXECUTION_STATES,
  HARDWARE_STATES,
  LOG_LEVELS,
  MANUAL_ENDS,
  STEP_GROUPS,
  STEP_STATUSES,
  VERDICTS,
  WAITS,
} from './vocabulary.ts';

/** What the service writes, as one JSON line, to the worker's stdin. Stdin then stays open: its end means the service is gone. */
export const workerBootSchema = z.strictObject({
  protocolVersion: z.int(),
  batchId: idSchema,
  epoch: z
    .int()
    .positive()
    .describe('number of this worker process among those of the batch; only the newest may write'),
  token: z.string().min(32).describe('per-spawn secret, proves that the HELLO comes from the process we started'),
  endpoints: z.strictObject({ cmd: z.string(), rec: z.string(), pub: z.string() }),
  servicePid: z.int().positive(),
  heartbeatMs: z.int().positive(),
  package: z.strictObject({
    dir: z.string().describe('folder of the compiled package'),
    hash: hashSchema,
    module: z.string(),
    className: z.string(),
    nodeModules: z.array(z.string()).describe('node: modules the package may import'),
    drivers: z
      .record(idSchema, z.strictObject({ module: z.string(), class: z.string() }))
      .optional()
      .describe('by hardware id; for DESCRIBE, which tells their manual commands'),
  }),
  armedDir: z.string().optional().describe('where armed files and instrument locks are; absent: nothing is armed'),
  sdkModule: z.string().describe('the one SDK file that @neurohub/sequence-sdk resolves to'),
});
export type WorkerBoot = z.infer<typeof workerBootSchema>;

// ── cmd: service → worker, answered at once, never waits for work ────────────

const commandId = z.uuid();
const asked = { commandId, executionId: executionIdSchema, by: z.string().max(100).optional().describe('who asks') };
export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('DESCRIBE'), commandId }),
  z.strictObject({ type: z.literal('GET_STATUS'), commandId }),
  z.strictObject({
    type: z.literal('START_SEQUENCE'),
    commandId,
    executionId: executionIdSchema,
    plan: executionPlanSchema,
    planHash: hashSchema,
    dut: dutSchema,
    operator: z.string().optional(),
    secrets: z.record(z.string(), z.string()).describe('values of the ${NAME}s that occur in plan.hardware'),
    resume: resumeSchema.optional().describe('go on with an execution that lost its process'),
  }),
  z.strictObject({ type: z.literal('STOP_SEQUENCE'), commandId, executionId: executionIdSchema }),
  z.strictObject({
    type: z.literal('PAUSE').describe('stand before the next step; repeated, it changes nothing'),
    ...asked,
  }),
  z.strictObject({ type: z.literal('RESUME').describe('go on; takes back a pause that has not begun'), ...asked }),
  z.strictObject({ type: z.literal('STEP_OVER').describe('run one step with its tries, then pause again'), ...asked }),
  z.strictObject({
    type: z.literal('SKIP_STEP').describe('leave the step out that would come next; stay paused'),
    ...asked,
    reason: z.string().min(1).max(500),
  }),
  z.strictObject({
    type: z.literal('RETRY_STEP').describe('run the step again that has just failed; it pauses after it'),
    ...asked,
    confirm: z.boolean().optional().describe('the bench was looked at; needed when the step actuates'),
  }),
  z.strictObject({
    type: z.literal('ANSWER_PROMPT'),
    commandId,
    executionId: executionIdSchema,
    promptId: z.uuid(),
    answer: promptAnswerSchema,
    by: z.string().max(100).optional(),
    via: z.enum(ANSWER_WAYS),
    at: timestampSchema,
  }),
  z.strictObject({
    type: z.literal('GRANT').describe('what a REQUEST waited for is there, or will never be'),
    commandId,
    requestId: z.uuid(),
    token: z.int().positive().optional().describe('fencing number of the lease; grows with every lease of the station'),
    error: errorDataSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('REVOKE').describe('a lease was broken by a person: its holder makes safe and lets go'),
    commandId,
    requestId: z.uuid(),
    reason: z.string(),
  }),
  z.strictObject({
    type: z.literal('MANUAL_CONTROL').describe('ACK says that it began; what became of it comes as MANUAL_RESULT'),
    commandId,
    hardware: idSchema,
    settings: planHardwareSchema,
    command: idSchema,
    params: z.record(idSchema, scalarSchema),
    timeoutMs: z.int().positive(),
    idleMs: z.int().positive().describe('made safe and disconnected when nothing was asked for so long'),
    simulated: z.boolean(),
    simulates: z.array(idSchema).optional().describe('every hardware that the same simulator stands in for'),
    secrets: z.record(z.string(), z.string()),
  }),
  z.strictObject({ type: z.literal('END_MANUAL').describe('makes safe and disconnects at once'), commandId }),
  z.strictObject({ type: z.literal('SHUTDOWN'), commandId }),
]);
export type Command = z.infer<typeof commandSchema>;

export const workerStatusSchema = z.strictObject({
  executionId: executionIdSchema.nullable(),
  state: z.enum(EXECUTION_STATES).nullable(),
  step: z.string().nullable(),
});
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

export const commandReplySchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ACK'),
    commandId,
    definition: sequenceDefinitionSchema.optional().describe('answer to DESCRIBE'),
    status: workerStatusSchema.optional().describe('answer to GET_STATUS'),
  }),
  z.strictObject({ type: z.literal('REFUSED'), commandId: commandId.nullable(), error: errorDataSchema }),
]);
export type CommandReply = z.infer<typeof commandReplySchema>;

// ── rec: worker → service, stop-and-wait, lossless ──────────────────────────

/** What one RECORD can hold. `seq` belongs to the execution, starts at 1 and has no gaps. */
export const recordEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('executionStarted'), at: timestampSchema }),
  z.strictObject({
    type: z.literal('executionResumed').describe('another process goes on with it; seq continues'),
    at: timestampSchema,
    resumption: z.int().positive(),
    planHash: hashSchema.describe('of the plan it goes on with: the one it began with'),
    nextStepIndex: z.int().nonnegative(),
    nextIterations: z.array(iterationSchema).min(1).max(5).optional(),
  }),
  z.strictObject({
    type: z
      .literal('stepStarted')
      .describe(
        'committed before a step may begin of which a resume has to know: it actuates, or says what happens then',
      ),
    name: idSchema,
    group: z.enum(STEP_GROUPS),
    index: z.int().nonnegative(),
    attempt: z.int().positive(),
    iterations: z.array(iterationSchema).min(1).max(5).optional(),
    at: timestampSchema,
  }),
  z.strictObject({
    type: z.literal('promptAsked').describe('committed before the operator sees it'),
    name: idSchema,
    index: z.int().nonnegative(),
    attempt: z.int().positive(),
    prompt: promptSchema,
    at: timestampSchema,
  }),
  z.strictObject({
    type: z.literal('promptClosed').describe('answered, out of time, or its wait was ended; the step may go on'),
    name: idSchema,
    promptId: z.uuid(),
    at: timestampSchema,
  }),
  z.strictObject({
    type: z.literal('executionPaused').describe('it stands between two steps'),
    at: timestampSchema,
    failedStep: idSchema.optional().describe('it stands after this step, which can be run again'),
    lostHardware: z.array(idSchema).optional().describe('it stands because these are out of reach'),
    by: z.string().max(100).optional(),
  }),
  z.strictObject({
    type: z.literal('executionContinued').describe('it goes on, is stopped, or runs one step'),
    at: timestampSchema,
    by: z.string().max(100).optional(),
    pausedMs: z.number().nonnegative(),
  }),
  z.strictObject({
    type: z.literal('hardwareLost').describe('the connection to an instrument broke while the execution needed it'),
    at: timestampSchema,
    hardware: idSchema,
    error: errorDataSchema,
    step: idSchema.optional().describe('the step it broke in; absent: between two'),
  }),
  z.strictObject({
    type: z.literal('hardwareGivenUp').describe('the attempts to reach it again are used up: see plan.hardwareErrors'),
    at: timestampSchema,
    hardware: idSchema,
    error: errorDataSchema.describe('of the last attempt'),
  }),
  z.strictObject({
    type: z.literal('hardwareBack').describe('it is the same instrument, and connected again'),
    at: timestampSchema,
    hardware: idSchema,
    lostMs: z.number().nonnegative().describe('since it was seen to be lost'),
    attempts: z.int().nonnegative(),
    trustedBy: z.string().max(100).optional().describe('a person said that it is as the steps have left it'),
  }),
  z.strictObject({
    type: z.literal('stepEnded'),
    step: stepRecordSchema,
    nextStepIndex: z.int().nonnegative(),
    nextIterations: z.array(iterationSchema).min(1).max(5).optional().describe('the loops around the next step'),
    state: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('this.state, when it changed since the last event that carried it'),
    verdict: verdictSoFarSchema.optional().describe('when it changed since the last event that carried it'),
    elapsedMs: z.number().nonnegative().optional().describe('since the execution began, without times of no process'),
    activeMs: z.number().nonnegative().optional().describe('of that, what counts for plan.timeLimits.sequenceMs'),
  }),
  z.strictObject({
    type: z.literal('executionEnded'),
    state: z.enum(['completed', 'aborted', 'interrupted']),
    verdict: z.enum(VERDICTS),
    hadFailure: z.boolean(),
    endReason: z.enum(END_REASONS),
    error: errorDataSchema.optional(),
    at: timestampSchema,
    durationMs: z.number().nonnegative(),
  }),
]);
export type RecordEvent = z.infer<typeof recordEventSchema>;

export const recordRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('HELLO'),
    protocolVersion: z.int(),
    batchId: idSchema,
    epoch: z.int().positive(),
    token: z.string(),
    pid: z.int().positive(),
    packageHash: hashSchema,
    /** Set when the package could not be loaded: the worker can describe the reason but cannot run. */
    loadError: errorDataSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('RECORD'),
    executionId: executionIdSchema,
    epoch: z.int().positive(),
    firstSeq: z.int().positive(),
    events: z.array(recordEventSchema).min(1).max(1000),
    leaving: z
      .literal(true)
      .optional()
      .describe('this process ends after the execution: a fresh worker has to take over'),
  }),
  z.strictObject({
    type: z.literal('REQUEST').describe('for a lease of shared instruments, or a place at a rendezvous'),
    epoch: z.int().positive(),
    executionId: executionIdSchema.nullable().describe('null for a manual session'),
    requestId: z.uuid(),
    instruments: z.array(z.string()).optional().describe('all at once; either these or a rendezvous'),
    rendezvous: idSchema.optional(),
    step: z.string(),
  }),
  z.strictObject({ type: z.literal('RELEASE'), epoch: z.int().positive(), requestId: z.uuid() }),
  z.strictObject({
    type: z.literal('MANUAL_RESULT'),
    epoch: z.int().positive(),
    commandId: z.uuid(),
    durationMs: z.number().nonnegative(),
    value: z.unknown().optional(),
    error: errorDataSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('MANUAL_ENDED').describe('the manual session is over: its instruments are disconnected'),
    epoch: z.int().positive(),
    reason: z.enum(MANUAL_ENDS),
    failures: z
      .array(z.strictObject({ hardware: idSchema, action: z.enum(['safeStop', 'disconnect']), error: errorDataSchema }))
      .max(100)
      .describe('instruments that could not be made safe, or not be disconnected'),
  }),
]);
export type RecordRequest = z.infer<typeof recordRequestSchema>;
export type Hello = Extract<RecordRequest, { type: 'HELLO' }>;
export type ResourceMessage = Extract<RecordRequest, { type: 'REQUEST' }>;
export type RecordMessage = Extract<RecordRequest, { type: 'RECORD' }>;

export const recordReplySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('WELCOME') }),
  z.strictObject({ type: z.literal('COMMITTED'), executionId: executionIdSchema, seq: z.int().positive() }),
  z.strictObject({ type: z.literal('FENCED'), reason: z.string() }),
  /** A REQUEST that has to wait: GRANT follows on the command lane. `waitingFor`: who has what. */
  z.strictObject({
    type: z.literal('QUEUED'),
    requestId: z.uuid(),
    waitingFor: z.array(z.strictObject({ instrument: z.string(), owner: z.string() })),
  }),
  z.strictObject({ type: z.literal('GRANTED'), requestId: z.uuid(), token: z.int().positive() }),
  z.strictObject({ type: z.literal('REFUSED'), requestId: z.uuid(), error: errorDataSchema }),
  /** Taken note of: RELEASE, MANUAL_RESULT, MANUAL_ENDED. */
  z.strictObject({ type: z.literal('NOTED') }),
  /** `retry`: the same RECORD may succeed later (disk full, database busy); otherwise never. */
  z.strictObject({ type: z.literal('NOT_COMMITTED'), retry: z.boolean(), error: errorDataSchema }),
]);
export type RecordReply = z.infer<typeof recordReplySchema>;

// ── pub: worker → service, may be lost ──────────────────────────────────────

const base = { batchId: idSchema, epoch: z.int().positive() };
const inExecution = { ...base, executionId: executionIdSchema };
export const telemetrySchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('HEARTBEAT'),
    ...base,
    executionId: executionIdSchema.nullable(),
    step: z.string().nullable(),
    loopLagMs: z.number().nonnegative().describe('how late the main loop ran the heartbeat'),
    rssBytes: z.int().nonnegative(),
  }),
  z.strictObject({
    type: z.literal('STATUS_UPDATE'),
    ...inExecution,
    state: z.enum(EXECUTION_STATES),
    waitingFor: z.enum(WAITS).optional(),
    detail: z.string().max(500).optional().describe('for what exactly, e.g. who holds the instrument'),
  }),
  z.strictObject({
    type: z.literal('STEP_START'),
    ...inExecution,
    name: idSchema,
    index: z.int().nonnegative(),
    attempt: z.int().positive(),
    iterations: z.array(iterationSchema).min(1).max(5).optional(),
    at: timestampSchema,
  }),
  z.strictObject({
    type: z.literal('STEP_PROGRESS'),
    ...inExecution,
    name: idSchema,
    progress: z.number().min(0).max(1),
    text: z.string().max(500).optional(),
  }),
  z.strictObject({
    type: z.literal('MEASUREMENT'),
    ...inExecution,
    step: idSchema,
    measurement: measurementRecordSchema,
  }),
  z.strictObject({
    type: z.literal('STEP_COMPLETE'),
    ...inExecution,
    name: idSchema,
    index: z.int().nonnegative(),
    attempt: z.int().positive(),
    status: z.enum(STEP_STATUSES),
    seq: z.int().positive(),
  }),
  z.strictObject({
    type: z.literal('SEQUENCE_COMPLETE'),
    ...inExecution,
    verdict: z.enum(VERDICTS),
    seq: z.int().positive(),
  }),
  z.strictObject({
    type: z.literal('LOG'),
    ...base,
    executionId: executionIdSchema.nullable(),
    step: z.string().nullable(),
    logSeq: z.int().positive().describe('counts up per worker process; a gap is a counted loss'),
    level: z.enum(LOG_LEVELS),
    message: z.string().max(10_000),
    at: timestampSchema,
  }),
  z.strictObject({
    type: z.literal('HARDWARE_STATUS'),
    ...base,
    hardware: idSchema,
    connected: z.boolean(),
    state: z.enum(HARDWARE_STATES).optional(),
    identity: z.string().optional().describe('what it says it is'),
    attempt: z.int().positive().optional().describe('reconnecting: the how many-th try'),
    problem: z.string().max(500).optional().describe('lost, reconnecting, different: why'),
  }),
]);
export type Telemetry = z.infer<typeof telemetrySchema>;

// ── a worker without a process of its own ───────────────────────────────────

type WithoutSender<T> = T extends unknown ? Omit<T, 'batchId' | 'epoch'> : never;

/** What a worker in somebody else's process (`station run --inspect`) is given in place of sockets. */
export interface InProcessSides {
  boot: WorkerBoot;
  request(message: RecordRequest): Promise<RecordReply>;
  publish(telemetry: WithoutSender<Telemetry>): void;
  /** It would end its process now. */
  exit(code: number): void;
}

/** What batch-worker/dist/in-process.js exports. */
export interface InProcessWorkerModule {
  /** Loads the package. Resolves with the handler of commands, which throws what it refuses. @throws what loading the package threw */
  openInProcess(
    sides: InProcessSides,
  ): Promise<(command: Command) => Omit<Extract<CommandReply, { type: 'ACK' }>, 'type' | 'commandId'>>;
}
