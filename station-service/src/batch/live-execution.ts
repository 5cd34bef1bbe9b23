import type { StepProgress } from '@neurohub/contracts/events';
import type { RecordEvent, Telemetry } from '@neurohub/contracts/ipc';
import { type LoopingPlan, loopViews } from '@neurohub/contracts/loop-views';
import type { ExecutionPlan, ExecutionSummary, StepDefinition, StepRecord } from '@neurohub/contracts/record';
import type {
  ExecutionView,
  ExpectedDurations,
  InterruptionView,
  PromptView,
  StepView,
} from '@neurohub/contracts/rest';
import { compareTries, type Try } from '@neurohub/contracts/turn-order';
import type { Hint } from './held-hints.ts';
import { OpenPrompts } from './open-prompts.ts';
import { stepForScreens } from './step-for-screens.ts';

type Committed = { event: RecordEvent; seq: number };

/** What of a plan is shown. */
export type ShownPlan = LoopingPlan & { steps: readonly StepDefinition[] } & Pick<ExecutionPlan, 'timeLimits'>;

/**
 * What the screen shows of one execution: a fold of committed events, touched up by live telemetry until the commit arrives.
 * Telemetry never changes a step that has ended; committed events always win.
 */
export class LiveExecution {
  readonly view: ExecutionView;
  readonly #prompts = new OpenPrompts();
  readonly #pauseMs: number | undefined;

  constructor(summary: ExecutionSummary, plan: ShownPlan) {
    const loops = loopViews(plan);
    this.#pauseMs = plan.timeLimits?.pauseMs;
    this.view = { ...summary, steps: plan.steps.map(pendingStep), prompts: [], ...(loops.length > 0 && { loops }) };
  }

  /** The view of an execution that is over, from what is kept of it. */
  static fromRecord(summary: ExecutionSummary, plan: ShownPlan, records: readonly StepRecord[]): LiveExecution {
    const live = new LiveExecution(summary, plan);
    for (const record of records) live.#endStep(stepForScreens(record));
    live.close(summary);
    return live;
  }

  /** The view of one that has not ended. */
  static fromOpenRecord(summary: ExecutionSummary, plan: ShownPlan, records: readonly StepRecord[]): LiveExecution {
    const live = new LiveExecution(summary, plan);
    for (const record of records) live.#endStep(stepForScreens(record));
    return live;
  }

  get id(): string {
    return this.view.id;
  }

  /** The step that is under way as far as telemetry and commits tell. */
  get runningStep(): RunningStep | null {
    const step = this.view.steps.find(({ status }) => status === 'running');
    if (!step) return null;
    const { name, group, index, attempt, startedAt, displayName, iterations } = step;
    return {
      ...{ name, group, index, attempt },
      ...(startedAt && { startedAt }),
      ...(displayName && { displayName }),
      ...(iterations && { iterations }),
    };
  }

  /** A later try of the step is under way than those that are committed. */
  isRunning(name: string): boolean {
    return this.#runningStep(name) !== undefined;
  }

  get summary(): ExecutionSummary {
    const { steps: _, prompts: _p, waitingFor: _f, waitingDetail: _d, pausing: _a, stopping: _s, ...known } = this.view;
    const {
      failedStep: _fs,
      lostHardware: _lh,
      pauseEndsAt: _pe,
      loops: _l,
      expected: _e,
      interruption: _i,
      ...summary
    } = known;
    return summary;
  }

  /** Takes in how long it took before. Selected steps are not the whole: theirs says nothing of the execution. */
  expect({ execution, steps }: ExpectedDurations): void {
    if (!this.view.partial) this.view.expected = execution;
    for (const step of this.view.steps) {
      const expectedMs = steps[step.name];
      if (expectedMs !== undefined) step.expectedMs = expectedMs;
    }
  }

  /** The prompt, while it waits for its answer. */
  prompt(promptId: string): PromptView | undefined {
    return this.#prompts.find(promptId);
  }

  /** The worker has taken an answer: the prompt is not shown any more, though its end is still to be committed. */
  promptAnswered(promptId: string, at: string): void {
    if (this.#prompts.close(promptId, at)) this.#showPrompts();
  }

  /** Takes in a committed event and returns what to tell the clients of it. */
  commit({ event, seq }: Committed): StepProgress {
    this.view.lastSeq = seq;
    const place = { batchId: this.view.batchId, executionId: this.view.id, seq };
    if (event.type === 'executionStarted') this.view.startedAt = event.at;
    if (event.type === 'executionResumed') this.view.resumptions = event.resumption;
    if (event.type === 'executionPaused') this.#stand(event);
    if (event.type === 'executionContinued') this.#goOnFromPause();
    if (event.type === 'stepStarted') this.#begin(event);
    if (event.type === 'executionEnded') this.#end(event);
    if (event.type === 'promptAsked') this.#prompts.ask(event);
    if (event.type === 'promptClosed') this.#prompts.close(event.promptId, event.at);
    if (event.type === 'promptAsked' || event.type === 'promptClosed')
      return { kind: 'marker', ...place, prompts: this.#showPrompts() };
    if (event.type !== 'stepEnded') return { kind: 'marker', ...place };
    const step = stepForScreens(event.step);
    if (this.#prompts.clear()) this.#showPrompts();
    this.#endStep(step);
    return { kind: 'ended', ...place, step };
  }

  /** Takes in a live hint and returns what to tell the clients of it, or null when it is older than what is known. */
  hint(telemetry: Telemetry): Hint | null {
    const place = { batchId: this.view.batchId, executionId: this.view.id, seq: this.view.lastSeq };
    if (telemetry.type === 'STEP_START') {
      if (!this.#begin(telemetry)) return null;
      const { name, index, attempt, iterations, at } = telemetry;
      return { kind: 'started', ...place, name, index, attempt, ...(iterations && { iterations }), at };
    }
    if (telemetry.type === 'STEP_PROGRESS') {
      const step = this.#runningStep(telemetry.name);
      if (!step) return null;
      step.progress = telemetry.progress;
      if (telemetry.text !== undefined) step.progressText = telemetry.text;
      const { name, progress, text } = telemetry;
      return { kind: 'progress', ...place, name, progress, ...(text !== undefined && { text }) };
    }
    if (telemetry.type === 'MEASUREMENT') {
      const step = this.#runningStep(telemetry.step);
      if (!step || step.measurements.some((known) => known.name === telemetry.measurement.name)) return null;
      step.measurements.push(telemetry.measurement);
      return { kind: 'measurement', ...place, name: telemetry.step, measurement: telemetry.measurement };
    }
    return null;
  }

  /**
   * Takes in what the execution says it waits for. True when that is news: instruments and other batches; that it waits for an operator is
   * known from the commits.
   */
  showWait({ state, waitingFor, detail }: Extract<Telemetry, { type: 'STATUS_UPDATE' }>): boolean {
    if (this.view.endReason !== null || waitingFor === 'operator' || this.view.waitingFor === 'operator') return false;
    if (state === 'waiting' && waitingFor) {
      Object.assign(this.view, { state, waitingFor, ...(detail !== undefined && { waitingDetail: detail }) });
      return true;
    }
    return this.#waitIsOver();
  }

  /** Somebody wants it to stand; it does after the step that runs. False: he has changed his mind. */
  showPausing(isPausing: boolean): void {
    if (isPausing && this.view.state !== 'paused') this.view.pausing = true;
    else delete this.view.pausing;
  }

  /** Stop was asked for. */
  showStopping(): void {
    this.view.stopping = true;
  }

  #stand({ failedStep, lostHardware, at }: Extract<RecordEvent, { type: 'executionPaused' }>): void {
    delete this.view.pausing;
    this.view.state = 'paused';
    if (this.#pauseMs !== undefined) this.view.pauseEndsAt = new Date(Date.parse(at) + this.#pauseMs).toISOString();
    if (failedStep !== undefined) this.view.failedStep = failedStep;
    if (lostHardware) this.view.lostHardware = lostHardware;
  }

  #goOnFromPause(): void {
    this.view.state = 'running';
    delete this.view.failedStep;
    delete this.view.lostHardware;
    delete this.view.pauseEndsAt;
  }

  /** It has lost its process: nobody waits for an answer any more, and no step is under way. */
  interrupt(interruption: InterruptionView): void {
    for (const step of this.view.steps) if (step.status === 'running') step.status = 'interrupted';
    this.#endWaiting();
    Object.assign(this.view, { state: 'interrupted', interruption });
  }

  /** Another process has it. */
  goOn(): void {
    this.view.state = 'running';
    delete this.view.interruption;
  }

  /** Takes over how the execution was closed by the service. */
  close(summary: ExecutionSummary): void {
    delete this.view.interruption;
    for (const step of this.view.steps) if (step.status === 'running') step.status = 'interrupted';
    this.#skipPending();
    this.#endWaiting();
    Object.assign(this.view, summary);
  }

  /** An execution that asks is one that waits. */
  #showPrompts(): PromptView[] {
    const { views } = this.#prompts;
    this.view.prompts = views;
    if (views.length > 0) Object.assign(this.view, { state: 'waiting', waitingFor: 'operator' });
    else if (this.view.waitingFor === 'operator') {
      this.view.state = 'running';
      delete this.view.waitingFor;
    }
    return views;
  }

  /** It waits for no instrument and no other batch any more. True when it did. */
  #waitIsOver(): boolean {
    const { waitingFor } = this.view;
    if (waitingFor === undefined || waitingFor === 'operator') return false;
    this.view.state = 'running';
    delete this.view.waitingFor;
    delete this.view.waitingDetail;
    return true;
  }

  #endWaiting(): void {
    delete this.view.failedStep;
    delete this.view.lostHardware;
    delete this.view.pauseEndsAt;
    delete this.view.pausing;
    delete this.view.stopping;
    this.#prompts.clear();
    this.view.prompts = [];
    delete this.view.waitingFor;
    delete this.view.waitingDetail;
  }

  #begin({ index, attempt, iterations, at }: Try & { index: number; at: string }): boolean {
    const step = this.view.steps[index];
    const order = step ? compareTries({ attempt, iterations }, step) : -1;
    if (!step || order < 0) return false;
    // A step that actuates is running from its committed `stepStarted`; its hint comes after that and is news to the clients.
    if (order === 0) return step.status === 'running';
    const begun = { status: 'running' as const, attempt, startedAt: at, measurements: [] };
    this.view.steps[index] = { ...whatStays(step), ...begun, ...(iterations && { iterations: [...iterations] }) };
    this.#waitIsOver();
    return true;
  }

  /** A try that is committed after a later one has begun (several go in one RECORD) is not shown any more. */
  #endStep(record: StepRecord): void {
    if (record.status === 'failed') this.view.hadFailure = true;
    const step = this.view.steps[record.index];
    if (!step || compareTries(record, step) < 0) return;
    this.view.steps[record.index] = { ...whatStays(step), ...record };
  }

  #end(event: Extract<RecordEvent, { type: 'executionEnded' }>): void {
    const { state, verdict, hadFailure, endReason, at, durationMs } = event;
    Object.assign(this.view, { state, verdict, hadFailure, endReason, endedAt: at, durationMs });
    if (event.error) this.view.error = event.error;
    this.#skipPending();
    this.#endWaiting();
  }

  #skipPending(): void {
    for (const step of this.view.steps) if (step.status === 'pending') step.status = 'skipped';
  }

  #runningStep(name: string): StepView | undefined {
    return this.view.steps.find((step) => step.name === name && step.status === 'running');
  }
}

type RunningStep = Pick<
  StepRecord,
  'name' | 'group' | 'index' | 'attempt' | 'startedAt' | 'displayName' | 'iterations'
>;

function pendingStep({ name, displayName, group, blocks, enabled }: StepDefinition, index: number): StepView {
  return {
    ...{ name, ...(displayName && { displayName }), group, index },
    ...(blocks && { blocks }),
    ...(enabled === false && { enabled }),
    ...{ status: 'pending', attempt: 0, measurements: [] },
  };
}

/** What is the same for every try of a step. */
function whatStays({ name, displayName, group, index, blocks, enabled, expectedMs }: StepView): StepFacts {
  return {
    ...{ name, group, index },
    ...(displayName !== undefined && { displayName }),
    ...(blocks && { blocks }),
    ...(enabled === false && { enabled }),
    ...(expectedMs !== undefined && { expectedMs }),
  };
}

type StepFacts = Pick<StepView, 'name' | 'displayName' | 'group' | 'index' | 'blocks' | 'enabled' | 'expectedMs'>;
