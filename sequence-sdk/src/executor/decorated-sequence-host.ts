import { AsyncLocalStorage } from 'node:async_hooks';
import { CodedError } from '@neurohub/contracts/errors';
import type { SequenceDefinition } from '@neurohub/contracts/record';
import { constructWith } from '../construction.ts';
import type { DeclaredSequence } from '../definition.ts';
import type { SequenceRuntime, StepContext } from '../step-context.ts';
import { trafficText } from '../transport/traffic-text.ts';
import { declarationOfClass, describeSequence, type SequenceClass } from './describe-sequence.ts';
import { DriverSet, type InstrumentAccess } from './driver-set.ts';
import type { DriverFactory } from './managed-driver.ts';
import type {
  BlockQuestion,
  CloseFailure,
  CloseReport,
  HardwareDoubt,
  HardwareTraffic,
  HostEnvironment,
  SequenceHost,
  StepPart,
} from './sequence-host.ts';

export interface DecoratedSequenceHostOptions {
  sequenceClass: SequenceClass;
  /** How to make the driver of each hardware id. */
  drivers: Readonly<Record<string, DriverFactory>>;
  /** @default each is connected for the execution, without a lock or an armed file */
  access?: InstrumentAccess;
}

/** Runs a class made with the SDK's decorators. */
export class DecoratedSequenceHost implements SequenceHost {
  readonly #options: DecoratedSequenceHostOptions;
  readonly #declared: DeclaredSequence;
  readonly #definition: SequenceDefinition;
  // Late code of an attempt that was left behind finds its own context here, not that of the step now running.
  readonly #attempts = new AsyncLocalStorage<StepContext>();
  #current: StepContext | undefined;
  #driverSet: DriverSet | undefined;
  #sequence: object | undefined;

  /** @throws CodedError as {@link describeSequence} does */
  constructor(options: DecoratedSequenceHostOptions) {
    this.#options = options;
    this.#definition = describeSequence(options.sequenceClass);
    this.#declared = declarationOfClass(options.sequenceClass);
  }

  describe(): SequenceDefinition {
    return this.#definition;
  }

  async open(environment: HostEnvironment): Promise<void> {
    this.#driverSet = new DriverSet(environment, this.#options.access);
    await this.#driverSet.connectAll(this.#options.drivers);
    const runtime: SequenceRuntime = {
      dut: environment.dut,
      step: () => this.#attempts.getStore() ?? this.#current,
      turns: () => this.#attempts.getStore()?.turns ?? environment.turns(),
      log: environment.log,
    };
    const context = { parameters: environment.parameters, drivers: this.#driverSet.drivers, runtime };
    const sequence = constructWith(context, () => new this.#options.sequenceClass());
    if (environment.state) Reflect.set(sequence, 'state', structuredClone(environment.state));
    this.#sequence = sequence;
  }

  evaluateCondition(step: string): boolean {
    return this.#ask(this.#declared.steps.get(step)?.condition, `condition of "${step}"`);
  }

  evaluateBlock(block: string, question: BlockQuestion): boolean {
    return this.#ask(this.#declared.blocks.get(block)?.[question], `${question} of block "${block}"`);
  }

  readParameter(name: string): unknown {
    return Reflect.get(this.#opened(), name);
  }

  readState(): unknown {
    return Reflect.get(this.#opened(), 'state');
  }

  runStep(step: string, context: StepContext, part: StepPart = 'body'): unknown {
    const sequence = this.#opened();
    const work = part === 'body' ? this.#methodOf(sequence, step) : this.#declared.steps.get(step)?.[part];
    if (!work) throw new CodedError('NO_STEPS', `step "${step}" has no ${part}`);
    this.#current = context;
    return this.#attempts.run(context, () => work(sequence as never));
  }

  abort(reason: Error): void {
    this.#driverSet?.abort(reason);
  }

  async attach(hardware: readonly string[]): Promise<void> {
    await this.#driverSet?.attach(hardware);
  }

  async detach(hardware: readonly string[]): Promise<CloseFailure[]> {
    return (await this.#driverSet?.detach(hardware)) ?? [];
  }

  inQuestion(): HardwareDoubt[] {
    return this.#driverSet?.inQuestion() ?? [];
  }

  async verify(hardware: string, options: { signal: AbortSignal; isTrusted?: boolean | undefined }): Promise<void> {
    await this.#driverSet?.verify(hardware, options);
  }

  traffic(): HardwareTraffic[] {
    return Object.entries(this.#driverSet?.trafficOf() ?? {})
      .filter(([, ring]) => ring.chunks.length > 0)
      .map(([hardware, ring]) => ({ hardware, text: trafficText(ring) }));
  }

  async close(): Promise<CloseReport> {
    this.#current = undefined;
    return (await this.#driverSet?.closeAll()) ?? { failures: [], abandoned: false };
  }

  #methodOf(sequence: object, step: string): (self: never) => unknown {
    const method: unknown = Reflect.get(sequence, step);
    if (typeof method !== 'function') throw new CodedError('NO_STEPS', `the sequence has no step "${step}"`);
    return () => method.call(sequence) as unknown;
  }

  #ask(question: string | ((self: never) => boolean) | undefined, what: string): boolean {
    if (question === undefined) return true;
    const sequence = this.#opened();
    if (typeof question === 'string') return Boolean(Reflect.get(sequence, question));
    const answer: unknown = question(sequence as never);
    if (typeof answer === 'boolean') return answer;
    throw new TypeError(`the ${what} has to return true or false, at once; it returned ${describeValue(answer)}`);
  }

  #opened(): object {
    if (this.#sequence) return this.#sequence;
    throw new Error('the sequence is not open');
  }
}

const describeValue = (value: unknown) => (value instanceof Promise ? 'a promise' : String(value));
