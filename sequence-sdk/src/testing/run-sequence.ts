import { randomUUID } from 'node:crypto';
import { type LimitInput, normaliseLimits } from '@neurohub/contracts/limits';
import type {
  Dut,
  ExecutionPlan,
  MeasurementRecord,
  SequenceDefinition,
  StepDefinition,
  StepRecord,
} from '@neurohub/contracts/record';
import type { Resume } from '@neurohub/contracts/resume';
import { withErrorRules } from '@neurohub/contracts/step-error-rules';
import type { ParameterType, ScalarValue } from '@neurohub/contracts/vocabulary';
import type { Driver } from '../driver.ts';
import { DecoratedSequenceHost } from '../executor/decorated-sequence-host.ts';
import type { SequenceClass } from '../executor/describe-sequence.ts';
import { Execution, type ExecutionResult } from '../executor/execution.ts';
import { type ExecutionTelemetry, systemClock } from '../executor/execution-ports.ts';
import { PackageImages } from '../executor/package-images.ts';
import { MemoryRecorder } from './memory-recorder.ts';
import { type Death, MortalProcess } from './mortal-process.ts';
import { type ScriptedAnswers, ScriptedOperator } from './scripted-answers.ts';
import { StoredEvents } from './stored-events.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a run is made of: instruments, parameters, answers, and faults on purpose. */
export interface RunSequenceOptions {
  /** Overrides of the initial values, by parameter id. */
  parameters?: Record<string, ScalarValue>;
  /** Ready drivers by hardware id; they are connected and disconnected like on a station. */
  drivers?: Record<string, Driver>;
  /** The device under test. @default serial number TEST-0001 */
  dut?: Dut;
  /** Whether a failed step ends the main steps. @default true, as in a manifest that says nothing */
  stopOnFail?: boolean;
  /** What limits.yaml would give: by `<measurement>` or `<step>.<measurement>`. */
  limits?: Record<string, LimitInput | readonly LimitInput[]>;
  /** What the operator answers to prompts. A prompt without an answer here ends the test with an error that names it. */
  answers?: ScriptedAnswers;
  /** Folder of the package, where the pictures of prompts are: `import.meta.dirname`. @default a prompt with a picture is an error */
  folder?: string;
  /** Presses Stop as soon as this step has begun. */
  stopDuring?: string;
  /**
   * The process dies as soon as this step has begun, before its code runs; the instruments are made safe, and a fresh process goes on, as
   * with `recovery_mode: resume`. Several: one process after the other. Drivers are the same for all of them.
   */
  dieDuring?: string | Death | readonly (string | Death)[];
  /** The storage of the station takes this many events, and then no more. */
  failStorageAfter?: number;
  /**
   * `virtual`: sleep(), time limits and the delays between tries take no time; records carry times from 2026-01-01 on. For fake drivers:
   * an instrument behind a socket needs `real`.
   * @default real
   */
  clock?: 'real' | 'virtual';
}

/** What a station would have stored, and said. */
export interface SequenceRun extends ExecutionResult {
  /** Every attempt, in the order they ended. */
  steps: StepRecord[];
  /** Measurements of the last attempt of each step, by `step.measurement`. */
  measurements: Record<string, MeasurementRecord>;
  /** Lines written by `this.log` and by drivers. */
  logs: { level: string; message: string }[];
}

/**
 * Runs a whole sequence by the station's own executor and resolves with what would have been stored.
 * @throws Error naming the first prompt that `answers` did not foresee
 */
export async function runSequence(
  sequenceClass: SequenceClass,
  options: RunSequenceOptions = {},
): Promise<SequenceRun> {
  return runPlanned(sequenceClass, options, (step) => step);
}

/** As {@link runSequence}, with the steps that `choose` makes of the declared ones; null leaves one out. */
export async function runPlanned(
  sequenceClass: SequenceClass,
  options: RunSequenceOptions,
  choose: (step: StepDefinition) => StepDefinition | null,
): Promise<SequenceRun> {
  const { parameters = {}, drivers = {}, dut = { serialNumber: 'TEST-0001' } } = options;
  const factories = Object.entries(drivers).map(([id, driver]) => [id, () => driver] as const);
  const openHost = () => new DecoratedSequenceHost({ sequenceClass, drivers: Object.fromEntries(factories) });
  const recorder = new MemoryRecorder(options.failStorageAfter);
  const logs: SequenceRun['logs'] = [];
  const operator = new ScriptedOperator(options.answers ?? {});
  const images = new PackageImages(options.folder ?? '');
  const virtual = options.clock === 'virtual' ? new VirtualClock() : undefined;
  const plan = planOf(chosen(openHost().describe(), choose), parameters, options);
  const executionId = randomUUID();

  /** Null when its process died. */
  const live = async (death: Death | undefined, resume: Resume | undefined): Promise<ExecutionResult | null> => {
    const mortal = new MortalProcess(death);
    const host = openHost();
    const publish = (event: ExecutionTelemetry) => {
      if (event.type === 'LOG') logs.push({ level: event.level, message: event.message });
      if (event.type === 'STEP_START' && event.name === options.stopDuring)
        queueMicrotask(() => execution.stop('operatorStop'));
      mortal.hear(event);
    };
    const execution: Execution = new Execution({
      ...{ executionId, plan, dut, host: mortal.host(host), recorder: mortal.recorder(recorder), resume },
      ...{ telemetry: { publish }, answers: operator, clock: mortal.clock(virtual ?? systemClock) },
      ...(options.folder !== undefined && { findImage: (path: string) => images.find(path) }),
    });
    const result = await Promise.race([execution.run(), mortal.died]);
    // What was armed is made safe by somebody else.
    if (!result) await host.close();
    return result;
  };
  const runAll = async (): Promise<ExecutionResult> => {
    let resume: Resume | undefined;
    for (const death of [...deathsOf(options.dieDuring), undefined]) {
      const result = await live(death, resume);
      if (result) return result;
      resume = new StoredEvents(recorder.events).resume(plan);
    }
    throw new Error('the last process lives to the end');
  };
  const result = await (virtual ? virtual.run(runAll) : runAll());
  if (operator.problem) throw operator.problem;
  const steps = recorder.events.flatMap((event) => (event.type === 'stepEnded' ? [event.step] : []));
  return { ...result, steps, measurements: byName(steps), logs };
}

function deathsOf(dieDuring: RunSequenceOptions['dieDuring'] = []): Death[] {
  const all = typeof dieDuring === 'string' || 'step' in dieDuring ? [dieDuring] : dieDuring;
  return all.map((death) => (typeof death === 'string' ? { step: death } : death));
}

function byName(steps: StepRecord[]): Record<string, MeasurementRecord> {
  const last = new Map(steps.map((step) => [step.name, step]));
  return Object.fromEntries([...last.values()].flatMap((s) => s.measurements.map((m) => [`${s.name}.${m.name}`, m])));
}

/** Only the chosen steps, and the blocks that they stand in. */
function chosen(
  definition: SequenceDefinition,
  choose: (step: StepDefinition) => StepDefinition | null,
): SequenceDefinition {
  const { blocks: declared, ...rest } = definition;
  const steps = definition.steps.flatMap((step) => choose(step) ?? []);
  const blocks = declared?.filter(({ name }) => steps.some((step) => step.blocks?.includes(name)));
  return { ...rest, steps, ...(blocks && blocks.length > 0 && { blocks }) };
}

function planOf(
  definition: SequenceDefinition,
  parameters: Record<string, ScalarValue>,
  { limits = {}, stopOnFail = true }: RunSequenceOptions,
): ExecutionPlan {
  const { name, className, steps, blocks } = definition;
  const types = Object.entries(parameters).map(([id, value]) => [id, typeOf(value)] as const);
  return {
    planVersion: 1,
    sequence: { name, version: '0.0.0', className, module: '', packageHash: '0'.repeat(64), origin: 'folder' },
    steps: steps.map((step) => withErrorRules(step)),
    ...(blocks && { blocks }),
    parameters,
    parameterTypes: Object.fromEntries(types),
    hardware: {},
    limits: { version: '0.0.0', hash: '0'.repeat(64), variant: 'default', byName: limitsByName(limits) },
    mode: 'debug',
    stopOnFail,
    checkpointInterval: 1,
  };
}

function limitsByName(limits: NonNullable<RunSequenceOptions['limits']>) {
  const entries = Object.entries(limits).map(([name, input]) => [name, normaliseLimits(name, input)] as const);
  return Object.fromEntries(entries.map(([name, prepared]) => [name, prepared.map(({ limit }) => limit)]));
}

function typeOf(value: ScalarValue): ParameterType {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' ? 'float' : 'string';
}
