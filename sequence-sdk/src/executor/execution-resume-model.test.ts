/** A random sequence, killed at every place and resumed, against the same one that was never killed. */

import {
  type BlockDefinition,
  type ExecutionPlan,
  executionPlanSchema,
  type StepDefinition,
  type StepRecord,
} from '@neurohub/contracts/record';
import { orderSteps } from '@neurohub/contracts/step-order';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StepError, TestFailure, TestSkipped } from '../index.ts';
import type { StepContext } from '../step-context.ts';
import { StoredEvents, turnsOf } from '../testing/stored-events.ts';
import { live } from './_resuming.ts';
import type { HostEnvironment, SequenceHost } from './sequence-host.ts';

const BEHAVIOURS = [
  ...(['pass', 'pass', 'pass', 'fail', 'error', 'skip', 'missAtFirst', 'errorAtFirst'] as const),
  ...(['criticalAtFirst', 'warningAtFirst'] as const),
];
type Behaviour = (typeof BEHAVIOURS)[number];

interface RandomSequence {
  steps: StepDefinition[];
  blocks: BlockDefinition[];
  behaviours: Record<string, Behaviour>;
  stopOnFail: boolean;
}

const stepShape = fc.record({
  group: fc.constantFrom('setup', 'main', 'main', 'main', 'cleanup'),
  place: fc.nat(3),
  behaviour: fc.constantFrom(...BEHAVIOURS),
  retry: fc.constantFrom(0, 0, 1, 2),
  retryPolicy: fc.constantFrom('lastPass', 'allPass', 'worst'),
  conditional: fc.boolean(),
  enabled: fc.constantFrom(true, true, true, false),
  actuates: fc.boolean(),
  restores: fc.boolean(),
  onError: fc.constantFrom(undefined, 'continue', 'fail', 'abort'),
  idempotent: fc.boolean(),
  undoes: fc.constantFrom('nothing', 'rollback', 'verify'),
});
const loopShape = fc.constantFrom<BlockDefinition['loop']>(
  undefined,
  { kind: 'count', count: 0 },
  { kind: 'count', count: 2 },
  { kind: 'sweep', values: [25, 85] },
  { kind: 'while', max: 3 },
);
const blockShape = fc.record({ loop: loopShape, isInner: fc.boolean(), conditional: fc.boolean() });

const sequences: fc.Arbitrary<RandomSequence> = fc
  .record({
    steps: fc.array(stepShape, { minLength: 1, maxLength: 7 }),
    blocks: fc.array(blockShape, { maxLength: 3 }),
    stopOnFail: fc.boolean(),
  })
  .map(({ steps: shapes, blocks: declared, stopOnFail }) => {
    const blocks = declared.map(
      ({ loop, isInner, conditional }, i): BlockDefinition => ({
        ...{ name: `block${i}`, order: 100 + i },
        ...(loop && { loop }),
        ...(isInner && i > 0 && { within: `block${i - 1}` }),
        ...(conditional && { condition: 'function' }),
      }),
    );
    const behaviours: RandomSequence['behaviours'] = {};
    const declaredSteps = shapes.map((shape, i): StepDefinition => {
      const name = `step${i}`;
      const restores = shape.group === 'main' && shape.restores;
      behaviours[name] = shape.group === 'setup' || restores ? ofSetup(shape.behaviour) : shape.behaviour;
      const block = blocks[shape.place];
      return {
        ...{ name, group: shape.group, order: i, timeoutMs: 60_000, retryDelayMs: 0 },
        ...{ retry: shape.retry, retryPolicy: shape.retryPolicy, retryOn: ['error', 'failed'] },
        ...{ actuates: shape.actuates, onResume: shape.undoes === 'verify' ? 'verify' : 'rerun' },
        ...(shape.onError && shape.group !== 'cleanup' && { onError: { action: shape.onError, by: 'package' } }),
        ...(shape.actuates && shape.idempotent && { idempotent: true }),
        ...(shape.group === 'main' && { restore: restores }),
        ...(shape.undoes === 'rollback' && { rollback: true }),
        ...(shape.undoes === 'verify' && { verify: true }),
        ...(block && { blocks: [block.name] }),
        ...(shape.conditional && shape.group !== 'setup' && !restores && { condition: 'function' }),
        ...(!shape.enabled && { enabled: false }),
      } as StepDefinition;
    });
    // Each block has a main step.
    const fillers = blocks.map(
      ({ name }, i): StepDefinition => ({
        ...{ name: `in_${name}`, group: 'main', order: 50 + i, timeoutMs: 60_000, retry: 0, retryDelayMs: 0 },
        ...{ actuates: false, onResume: 'rerun', blocks: [name] },
      }),
    );
    for (const { name } of fillers) behaviours[name] = 'pass';
    return { steps: orderSteps([...declaredSteps, ...fillers], blocks), blocks, behaviours, stopOnFail };
  });

/** What is done again only to restore it has to be what it did before. */
const ofSetup = (behaviour: Behaviour): Behaviour => (behaviour.endsWith('AtFirst') ? 'pass' : behaviour);

interface State {
  ran: number;
  tries: Record<string, number>;
}

/** A sequence whose every answer follows from its state alone: what is lost with a process is lost as if it had never been. */
class ModelHost implements Pick<SequenceHost, 'runStep' | 'evaluateBlock' | 'evaluateCondition' | 'readState'> {
  readonly #of: RandomSequence;
  #state: State = { ran: 0, tries: {} };
  #environment!: HostEnvironment;

  constructor(of: RandomSequence) {
    this.#of = of;
  }

  async open(environment: HostEnvironment): Promise<void> {
    this.#environment = environment;
    if (environment.state) this.#state = structuredClone(environment.state) as unknown as State;
  }

  readState = () => this.#state;
  evaluateCondition = () => this.#state.ran % 3 !== 1;

  evaluateBlock(block: string, question: 'condition' | 'while'): boolean {
    if (question === 'condition') return this.#state.ran % 4 !== 3;
    const index = this.#environment.turns().at(-1)?.index ?? 0;
    return index < 1 + ((block.length + this.#state.ran) % 2);
  }

  runStep(name: string, context: StepContext, part = 'body'): unknown {
    if (part === 'verify') return false;
    if (part === 'rollback') return undefined;
    const { group, restore } = this.#of.steps.find((step) => step.name === name) ?? {};
    const isSetup = group === 'setup' || restore === true;
    const key = `${name} ${context.turns.map(({ index }) => index).join('.')}`;
    const tries = (this.#state.tries[key] ?? 0) + 1;
    if (!isSetup) {
      this.#state.tries[key] = tries;
      this.#state.ran += 1;
    }
    const behaviour = this.#of.behaviours[name];
    context.measure('ran', isSetup ? 0 : this.#state.ran);
    if (behaviour === 'skip') throw new TestSkipped('not for this one');
    if (behaviour === 'fail') throw new TestFailure('bad');
    if (behaviour === 'error' || (behaviour === 'errorAtFirst' && tries === 1)) throw new Error('broken');
    if (behaviour === 'criticalAtFirst' && tries === 1) throw new StepError('broken', { errorClass: 'CRITICAL' });
    if (behaviour === 'warningAtFirst' && tries === 1) throw new StepError('broken', { errorClass: 'WARNING' });
    if (behaviour === 'missAtFirst') context.measure('late', tries, { limits: { low: 2 } });
    return undefined;
  }
}

function hostOf(of: RandomSequence): SequenceHost {
  const model = new ModelHost(of);
  const nothing = { name: 'model', className: 'Model', steps: of.steps, parameters: [], hardware: [] };
  return {
    describe: () => nothing,
    open: (environment) => model.open(environment),
    evaluateCondition: () => model.evaluateCondition(),
    evaluateBlock: (block, question) => model.evaluateBlock(block, question),
    readParameter: () => undefined,
    readState: () => model.readState(),
    runStep: async (step, context, part) => model.runStep(step, context, part),
    attach: async () => undefined,
    detach: async () => [],
    abort: () => undefined,
    inQuestion: () => [],
    verify: async () => undefined,
    traffic: () => [],
    close: async () => ({ failures: [], abandoned: false }),
  };
}

const planOf = ({ steps, blocks, stopOnFail }: RandomSequence): ExecutionPlan =>
  executionPlanSchema.parse({
    planVersion: 1,
    sequence: {
      name: 'model',
      version: '1.0.0',
      className: 'M',
      module: 'm.js',
      packageHash: 'a'.repeat(64),
      origin: 'folder',
    },
    steps,
    ...(blocks.length > 0 && { blocks }),
    ...{ parameters: {}, parameterTypes: {}, hardware: {}, mode: 'debug', stopOnFail, checkpointInterval: 1 },
  });

/** Everything of a record that does not say when, or that it was interrupted. */
function essence(stored: StoredEvents) {
  const numbers = new Map<string, number>();
  const steps = stored.steps
    .filter(({ status, restore }) => status !== 'interrupted' && !restore)
    .map((step) => {
      const key = `${step.name} ${turnsOf(step)}`;
      const attempt = (numbers.get(key) ?? 0) + 1;
      numbers.set(key, attempt);
      return withoutMarks({ ...step, attempt });
    });
  const { verdict, state, hadFailure, endReason, error } = stored.end ?? {};
  return { steps, end: { verdict, state, hadFailure, endReason, error } };
}

function withoutMarks({ startedAt: _s, durationMs: _d, resumption: _r, afterInterruption: _a, ...step }: StepRecord) {
  return {
    ...step,
    error: step.error && { ...step.error, stack: undefined },
    measurements: step.measurements.map(({ setAt: _, ...m }) => m),
  };
}

async function run(of: RandomSequence, kills: readonly number[]): Promise<StoredEvents> {
  const stored = new StoredEvents();
  const plan = planOf(of);
  let resume: ReturnType<StoredEvents['resume']> | undefined;
  for (const killedAfter of [...kills, undefined]) {
    const result = await live({ plan, host: hostOf(of), stored, killedAfter, resume }).over;
    if (result || stored.end) return stored;
    resume = stored.resume(plan);
  }
  return stored;
}

test('a sequence that was killed anywhere and resumed has the record of one that never was', async () => {
  await fc.assert(
    fc.asyncProperty(sequences, async (of) => {
      const whole = await run(of, []);
      const expected = essence(whole);
      for (let cut = 0; cut < whole.events.length; cut += 1)
        expect(essence(await run(of, [cut])), `cut at ${cut}`).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('nor does a second and a third death change anything but the marks of resumption', async () => {
  await fc.assert(
    fc.asyncProperty(sequences, fc.array(fc.nat(8), { minLength: 2, maxLength: 3 }), async (of, kills) => {
      expect(essence(await run(of, kills))).toEqual(essence(await run(of, [])));
    }),
    { numRuns: 600 },
  );
});
