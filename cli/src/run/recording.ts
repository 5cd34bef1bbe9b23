import type { ErrorData } from '@neurohub/contracts/errors';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { ExecutionRecord, StepRecord } from '@neurohub/contracts/record';
import type { ExecutionOrder, ExecutionOutcome, RunTelemetry } from './execution-order.ts';

type Begun = Pick<StepRecord, 'name' | 'index' | 'attempt' | 'group' | 'iterations' | 'startedAt'>;

/** Makes the record of one execution out of its events, as the station keeps it. */
export class Recording {
  #record: ExecutionRecord;
  /** The attempt that has begun and not ended, as far as is known. */
  #begun: Begun | null = null;

  constructor(
    { executionId, plan, planHash, dut }: ExecutionOrder,
    facts: { stationId: string; batchId: string; at: string },
  ) {
    const { name, version, displayName, packageHash } = plan.sequence;
    this.#record = {
      schemaVersion: 1,
      id: executionId,
      stationId: facts.stationId,
      batchId: facts.batchId,
      dut,
      mode: plan.mode,
      simulated: plan.simulated === true,
      partial: plan.partial !== undefined,
      overridden: plan.overrides !== undefined,
      sequenceName: name,
      sequenceVersion: version,
      ...(displayName !== undefined && { sequenceDisplayName: displayName }),
      packageHash,
      planHash,
      state: 'running',
      verdict: null,
      hadFailure: false,
      endReason: null,
      acceptedAt: facts.at,
      stepCount: plan.steps.length,
      lastSeq: 0,
      droppedLogs: 0,
      plan,
      steps: [],
    };
  }

  get record(): ExecutionRecord {
    return this.#record;
  }

  add(event: RecordEvent): void {
    this.#record = { ...this.#record, lastSeq: this.#record.lastSeq + 1 };
    switch (event.type) {
      case 'executionStarted':
        this.#record = { ...this.#record, startedAt: event.at };
        break;
      case 'stepStarted':
        this.#begin(event.name, event);
        break;
      case 'executionResumed':
      case 'executionPaused':
      case 'executionContinued':
      case 'hardwareLost':
      case 'hardwareGivenUp':
      case 'hardwareBack':
      case 'promptAsked':
      case 'promptClosed':
        break;
      case 'stepEnded':
        this.#begun = null;
        this.#record.steps.push(event.step);
        if (event.step.status === 'failed') this.#record = { ...this.#record, hadFailure: true };
        break;
      case 'executionEnded': {
        const { type: _type, at: endedAt, ...end } = event;
        this.#record = { ...this.#record, ...end, endedAt };
        break;
      }
      default:
        event satisfies never;
    }
  }

  /** Only for the step that is in doubt when the process dies. */
  hear(telemetry: RunTelemetry): void {
    if (telemetry.type === 'STEP_START') this.#begin(telemetry.name, telemetry);
  }

  /** Its process has ended before it could end itself: nobody will ever know, so it is no PASS and no FAIL. Answers the step in doubt. */
  close(outcome: Extract<ExecutionOutcome, { kind: 'died' }>, at: string): StepRecord | null {
    const error: ErrorData = outcome.killed
      ? { code: 'STEP_INTERRUPTED', message: 'the process was ended: no cleanup was run' }
      : {
          code: 'WORKER_CRASHED',
          message: `the worker ended by itself (${outcome.how})`,
          details: { stderr: outcome.stderrTail },
        };
    const inDoubt = this.#begun && interrupted(this.#begun, error);
    if (inDoubt) this.#record.steps.push(inDoubt);
    this.#record = {
      ...this.#record,
      ...(outcome.killed
        ? { state: 'aborted', verdict: 'ABORTED', endReason: 'killed' }
        : { state: 'interrupted', verdict: 'ERROR', endReason: 'crashed' }),
      error,
      endedAt: at,
    };
    return inDoubt;
  }

  #begin(
    name: string,
    { index, attempt, iterations, at }: Pick<Begun, 'index' | 'attempt' | 'iterations'> & { at: string },
  ) {
    const group = this.#record.plan?.steps[index]?.group ?? 'main';
    const isEnded = this.#record.steps.some(
      (step) => step.index === index && step.attempt === attempt && sameTurn(step.iterations, iterations),
    );
    // Telemetry may come after the record that it was ahead of.
    if (!isEnded) this.#begun = { name, index, attempt, group, startedAt: at, ...(iterations && { iterations }) };
  }
}

const sameTurn = (a: StepRecord['iterations'], b: StepRecord['iterations']) =>
  JSON.stringify(a ?? []) === JSON.stringify(b ?? []);

function interrupted(begun: Begun, { message }: ErrorData): StepRecord {
  const error = { code: 'STEP_INTERRUPTED' as const, message: `nobody knows how far it got: ${message}` };
  return { ...begun, status: 'interrupted', durationMs: 0, measurements: [], error };
}
