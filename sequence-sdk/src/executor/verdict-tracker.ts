import type { ErrorData } from '@neurohub/contracts/errors';
import type { StepRecord, VerdictSoFar } from '@neurohub/contracts/record';
import { type EndReason, type Verdict, worseVerdict } from '@neurohub/contracts/vocabulary';

/** Why an execution can be told to stop. */
export type StopReason = Extract<EndReason, 'operatorStop' | 'serviceLost'>;

export interface VerdictSummary {
  verdict: Verdict;
  state: 'completed' | 'aborted';
  endReason: EndReason;
  hadFailure: boolean;
  error?: ErrorData;
}

const STOP_REASONS: readonly EndReason[] = ['operatorStop', 'serviceLost'] satisfies StopReason[];

/** Later ones explain the end better than earlier ones. */
const REASON_WEIGHT: readonly EndReason[] = [
  'completed',
  'failedStop',
  'errorStop',
  'timeout',
  'startFailed',
  'storageFailed',
];

/**
 * The verdict of one execution: starts at none, is only ever made worse. A missed limit is FAIL, a fault is ERROR, a stop is ABORTED;
 * PASS needs a main step that passed.
 */
export class VerdictTracker {
  #verdict: Verdict | null = null;
  #endReason: EndReason = 'completed';
  #stopReason: StopReason | null = null;
  #hadFailure = false;
  #error: ErrorData | undefined;

  /** `before`: how far it had come in a process that died. */
  constructor(before?: VerdictSoFar) {
    if (!before) return;
    this.#verdict = before.verdict;
    this.#hadFailure = before.hadFailure;
    this.#error = before.error;
    const { endReason = 'completed' } = before;
    if (STOP_REASONS.includes(endReason)) this.#stopReason = endReason as StopReason;
    else this.#endReason = endReason;
  }

  /** True as soon as no further setup or main step may begin. */
  get mainPartIsOver(): boolean {
    return this.#stopReason !== null || this.#endReason !== 'completed';
  }

  /** Every attempt, also one that is tried again: what it has missed stays known. */
  attemptEnded(step: StepRecord): void {
    this.#hadFailure ||= step.status === 'failed' || step.measurements.some(({ outcome }) => outcome === 'FAIL');
  }

  /** A person has a step run again that failed or was in error: whatever comes of it, that it was is told. */
  retriedByPerson(): void {
    this.#hadFailure = true;
  }

  /**
   * A setup or main step, by what its retry policy makes of its attempts. `goesOn`: the main part does, though it failed or is in error.
   * Then later turns can hide the step that was: its error tells why the execution is ERROR.
   */
  stepEnded(step: Pick<StepRecord, 'name' | 'group' | 'status' | 'error'>, goesOn: boolean): void {
    if (step.status === 'passed' && step.group === 'main') this.#worsen('PASS');
    if (step.status === 'failed') this.#worsen('FAIL', goesOn ? undefined : 'failedStop');
    if (step.status !== 'error') return;
    this.#worsen('ERROR', goesOn ? undefined : 'errorStop');
    if (goesOn) this.#error ??= errorOfStep(step);
  }

  /** A cleanup step, by the attempt that decides. It can make the verdict worse, never better. One of a block ends the main part too: `endReason`. */
  cleanupEnded(step: Pick<StepRecord, 'name' | 'status' | 'error'>, endReason?: 'errorStop'): void {
    if (step.status === 'passed' || step.status === 'skipped') return;
    const message = `cleanup step "${step.name}" ended as ${step.status}${step.error ? `: ${step.error.message}` : ''}`;
    this.#fault({ code: 'CLEANUP_FAILED', message, details: { step: step.name } }, endReason);
  }

  /** The first stop counts; a second one changes nothing. */
  stopped(reason: StopReason): void {
    if (this.#stopReason) return;
    this.#stopReason = reason;
    this.#worsen('ABORTED');
    if (reason === 'serviceLost')
      this.#error ??= { code: 'SERVICE_LOST', message: 'the station service ended while the execution was under way' };
  }

  /** A fault of the execution as a whole; with an end reason it ends the main part. */
  fault(error: ErrorData, endReason?: 'errorStop' | 'timeout' | 'startFailed' | 'storageFailed'): void {
    this.#fault(error, endReason);
  }

  /** How far it has come: what another process would go on with. */
  get soFar(): VerdictSoFar {
    const endReason = this.#stopReason ?? this.#endReason;
    return {
      verdict: this.#verdict,
      hadFailure: this.#hadFailure,
      ...(endReason !== 'completed' && { endReason }),
      ...(this.#error && { error: this.#error }),
    };
  }

  /** The verdict as it stands. An execution in which no main step passed or failed is ERROR, not PASS. */
  summary(): VerdictSummary {
    if (this.#verdict === null)
      this.#fault({
        code: 'NOTHING_RUN',
        message: 'no main step ran to its end: every one was skipped, or there was none',
      });
    const verdict = this.#verdict ?? 'ERROR';
    return {
      verdict,
      state: verdict === 'ABORTED' ? 'aborted' : 'completed',
      endReason: this.#stopReason ?? this.#endReason,
      hadFailure: this.#hadFailure,
      ...(this.#error ? { error: this.#error } : {}),
    };
  }

  #fault(error: ErrorData, endReason?: EndReason): void {
    this.#error ??= error;
    this.#worsen('ERROR', endReason);
  }

  #worsen(verdict: Verdict, endReason: EndReason = 'completed'): void {
    this.#verdict = worseVerdict(this.#verdict, verdict);
    if (REASON_WEIGHT.indexOf(endReason) > REASON_WEIGHT.indexOf(this.#endReason)) this.#endReason = endReason;
  }
}

function errorOfStep({ name, error }: Pick<StepRecord, 'name' | 'error'>): ErrorData {
  const { code, message } = error ?? { code: 'STEP_THREW' as const, message: 'it ended in error' };
  return { code, message: `step "${name}": ${message}`, details: { step: name } };
}
