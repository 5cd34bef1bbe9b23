import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CodedError, type ErrorCode } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import { type ExecutionPlan, executionPlanSchema } from '@neurohub/contracts/record';
import { Driver } from '../driver.ts';
import { DecoratedSequenceHost } from './decorated-sequence-host.ts';
import type { SequenceClass } from './describe-sequence.ts';
import { Execution, type ExecutionResult } from './execution.ts';
import { type ExecutionTelemetry, type Recorder, type Resources, systemClock } from './execution-ports.ts';
import type { DriverFactory } from './managed-driver.ts';
import type { AnswerSource, FindImage } from './prompt-ports.ts';
import type { SequenceHost } from './sequence-host.ts';
import { StepPrompts } from './step-prompts.ts';

/** A recorder whose commits the test decides on; `held` keeps every event until then. */
export class TestRecorder implements Recorder {
  readonly committed: RecordEvent[] = [];
  readonly later: RecordEvent[] = [];
  held = false;
  flushes = true;
  failsOn: RecordEvent['type'] | null = null;
  failure: ErrorCode | null = null;
  #waiting: { event: RecordEvent; resolve(seq: number): void; reject(error: Error): void }[] = [];

  record(event: RecordEvent): Promise<number> {
    if (event.type === this.failsOn) this.failure = 'STORAGE_FAILED';
    if (this.failure) return Promise.reject(new CodedError(this.failure, 'no commit'));
    if (!this.held) return Promise.resolve(this.committed.push(event));
    return new Promise((resolve, reject) => this.#waiting.push({ event, resolve, reject }));
  }

  recordLater(event: RecordEvent): void {
    this.later.push(event);
  }

  async flush(): Promise<boolean> {
    while (this.flushes && this.#waiting.length > 0) await nextTurn();
    return this.flushes && !this.failure;
  }

  get waiting(): string[] {
    return this.#waiting.map(({ event }) => labelOf(event));
  }

  commit(): void {
    for (const { event, resolve } of this.#waiting.splice(0)) resolve(this.committed.push(event));
  }

  release(): void {
    this.held = false;
    this.commit();
  }

  fail(code: ErrorCode): void {
    this.failure = code;
    for (const { reject } of this.#waiting.splice(0)) reject(new CodedError(code, 'no commit'));
  }
}

const labelOf = (event: RecordEvent) => {
  if (event.type === 'promptAsked') return `${event.name} asked`;
  if (event.type === 'stepEnded') return `${event.step.name} ${event.step.status}`;
  return event.type === 'stepStarted' ? `${event.name} started` : event.type;
};

export interface StartOptions {
  parameters?: ExecutionPlan['parameters'];
  drivers?: Record<string, DriverFactory>;
  stopOnFail?: boolean;
  checkpointInterval?: number;
  recorder?: TestRecorder;
  hardware?: ExecutionPlan['hardware'];
  resources?: Resources;
  stoodStill?: (isStandingStill: boolean) => void;
  answers?: AnswerSource;
  findImage?: FindImage;
  /** What differs from the plan as the sequence declares it. */
  plan?: Partial<ExecutionPlan>;
}

export interface Started {
  host: SequenceHost;
  execution: Execution;
  recorder: TestRecorder;
  told: ExecutionTelemetry[];
  result: Promise<ExecutionResult>;
  /** `name status` of every attempt that was recorded, in order. */
  steps(): string[];
}

/** Starts an execution of a decorated class, as a worker would. */
export function start(sequenceClass: SequenceClass, options: StartOptions = {}): Started {
  const host = new DecoratedSequenceHost({ sequenceClass, drivers: options.drivers ?? {} });
  const recorder = options.recorder ?? new TestRecorder();
  const told: ExecutionTelemetry[] = [];
  const { name, className, steps, blocks } = host.describe();
  const plan = executionPlanSchema.parse({
    planVersion: 1,
    sequence: { name, version: '1.0.0', className, module: 'm.js', packageHash: 'a'.repeat(64), origin: 'folder' },
    steps,
    ...(blocks && { blocks }),
    parameters: options.parameters ?? {},
    parameterTypes: {},
    hardware: options.hardware ?? {},
    mode: 'production',
    stopOnFail: options.stopOnFail ?? true,
    checkpointInterval: options.checkpointInterval ?? 1,
    ...options.plan,
  });
  const execution = new Execution({
    executionId: randomUUID(),
    plan,
    dut: { serialNumber: 'SN-1' },
    host,
    recorder,
    telemetry: { publish: (event) => told.push(event) },
    ...(options.resources && { resources: options.resources }),
    ...(options.stoodStill && { stoodStill: options.stoodStill }),
    ...(options.answers && { answers: options.answers }),
    ...(options.findImage && { findImage: options.findImage }),
  });
  const ended = () => [...recorder.committed, ...recorder.later].filter((event) => event.type === 'stepEnded');
  return { host, execution, recorder, told, result: execution.run(), steps: () => ended().map(labelOf) };
}

/** For an attempt that asks nobody. */
export function noPrompts(): StepPrompts {
  const refuse = () => {
    throw new Error('nobody was meant to be asked');
  };
  const desk = { step: 'any', attempt: 1, clock: systemClock, source: undefined };
  return new StepPrompts({ ...desk, asked: refuse, closed: refuse, findImage: refuse });
}

/** A driver that notes what is done to it. */
export class NotingDriver extends Driver {
  readonly notes: string[] = [];
  #isConnected = false;

  override get isConnected(): boolean {
    return this.#isConnected;
  }

  override async connect(_signal: AbortSignal): Promise<void> {
    this.notes.push('connect');
    this.#isConnected = true;
  }

  override async disconnect(): Promise<void> {
    this.notes.push('disconnect');
    this.#isConnected = false;
  }

  async reset(): Promise<void> {
    this.notes.push('reset');
  }

  async identify(): Promise<string> {
    return 'NOTING';
  }

  async selfTest(): Promise<void> {
    this.notes.push('selfTest');
  }

  override async safeStop(_signal: AbortSignal): Promise<void> {
    this.notes.push('safeStop');
  }
}

/** A promise that somebody else settles. */
export function deferred(): { promise: Promise<void>; resolve(): void } {
  return Promise.withResolvers<void>();
}
