import type { BatchConfig } from '@neurohub/contracts/config';
import { CodedError, type ErrorData } from '@neurohub/contracts/errors';
import type { ExecutionPlan, ExecutionRecord, Interruption } from '@neurohub/contracts/record';
import type { InterruptionView } from '@neurohub/contracts/rest';
import type { Resume } from '@neurohub/contracts/resume';
import { attemptsToTell } from '@neurohub/contracts/resume-attempts';
import type { EndReason } from '@neurohub/contracts/vocabulary';
import { planDifferences, planSecrets, resolvePlan } from '@neurohub/package-kit';
import type { LoadedPackage } from '../sequence/package-store.ts';
import type { LostExecution } from '../storage/resume-execution.ts';
import type { AcceptedExecution } from './accept-execution.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import type { ExecutionRecorder } from './execution-recorder.ts';
import { type Fate, fateOf } from './fate.ts';
import { learnSecrets } from './learn-secrets.ts';
import { LiveExecution } from './live-execution.ts';

/** What a fresh process is started with. */
export type ResumedExecution = Omit<AcceptedExecution, 'summary'> & { resume: Resume };

interface Parts {
  batch: BatchConfig;
  deps: BatchDependencies;
  recorder: ExecutionRecorder;
  /** The package of the batch, as far as it has been read. */
  loaded: () => LoadedPackage | null;
}

/** The execution of a batch that lost its process and is not closed: kept open, given to another process, or closed after all. */
export class InterruptedExecution {
  readonly #parts: Parts;
  #lost: LostExecution | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Null when there is none. */
  get id(): string | null {
    return this.#parts.recorder.interruptedId;
  }

  /** It needs nobody but a process. */
  get goesOnByItself(): boolean {
    return this.id !== null && this.#view?.waitsFor === 'process';
  }

  /**
   * After the death of its process: keeps it open when the station says so, or closes it.
   * @param armed instruments that were armed at that moment
   */
  async settle(error: ErrorData, { endReason, armed }: { endReason: EndReason; armed: string[] }): Promise<void> {
    const { recorder, batch } = this.#parts;
    const id = recorder.runningId;
    if (id === null) return;
    // Another process would need as much memory again.
    const isHopeless = error.code === 'WORKER_OUT_OF_MEMORY';
    const kept = batch.recovery.mode !== 'full_restart' && !recorder.isStopping && !isHopeless;
    const lost = kept ? await recorder.interrupt({ error, armed }) : null;
    if (!lost) return recorder.close({ endReason, error });
    const fate = this.#fateOf(lost);
    if ('closes' in fate) return recorder.close({ endReason, error: notResumed(error, fate.closes) });
    this.#lost = lost;
    this.#show({ ...lastOf(lost), ...fate });
  }

  /** Looks once more who is needed for it: what the package says was not known as long as it was not read. */
  review(): void {
    const view = this.#view;
    if (!this.#lost || !view || view.refusal) return;
    const fate = this.#fateOf(this.#lost);
    if (!('closes' in fate)) this.#show({ ...lastOf(this.#lost), ...fate });
  }

  /** Shows one that an earlier life of the station left open, and that was kept. */
  showLeftover(record: ExecutionRecord): void {
    const { recorder, deps, batch } = this.#parts;
    const { plan, steps, interruptions = [], ...summary } = record;
    const last = interruptions.at(-1);
    if (!plan || !last) return;
    const lost = { plan, interruptions, attempts: attemptsToTell(last, { steps: plan.steps, committed: steps }) };
    const fate = this.#fateOf(lost);
    if ('closes' in fate) return;
    this.#lost = lost;
    deps.duts.reserve(record.dut.serialNumber, batch.id);
    recorder.showOpen(LiveExecution.fromOpenRecord(summary, plan, steps));
    this.#show({ ...last, ...fate });
  }

  /**
   * Gives it to the process with this epoch; from now on only that may write.
   * @throws CodedError RESUME_REFUSED, naming what is not as it was when it began
   */
  async takeOver({
    loaded,
    epoch,
    by,
  }: {
    loaded: LoadedPackage;
    epoch: number;
    by: string | undefined;
  }): Promise<ResumedExecution> {
    const { deps, batch } = this.#parts;
    const id = this.id;
    const began = this.#lost?.plan;
    if (id === null || !began)
      throw new CodedError('NOT_INTERRUPTED', `batch ${batch.id} has no execution to go on with`);
    const plan = await this.#samePlan(loaded, began);
    const secrets = planSecrets(plan.hardware, process.env);
    learnSecrets(deps.redactor, { secrets, hardware: plan.hardware, parameters: plan.parameters });
    const { summary, resume } = await deps.storage.takeOver({ id, epoch, by });
    this.#isOver();
    const { dut, operator } = summary;
    const skips = batch.recovery.mode === 'skip_failed';
    return {
      ...{ executionId: id, plan, planHash: resume.planHash, dut, operator, secrets },
      resume: { ...resume, ...(skips && { skipInDoubt: true as const }) },
    };
  }

  /** It cannot go on by itself: somebody has to close it. */
  refused(refusal: ErrorData): void {
    const view = this.#view;
    if (view) this.#show({ ...view, waitsFor: 'operator', reason: 'refused', refusal });
  }

  /** Closes it as interrupted, as if it had never been kept open. */
  async close(): Promise<void> {
    const error = this.#view?.error;
    if (!error) return;
    const endReason = error.code === 'SERVICE_LOST' ? 'serviceLost' : 'crashed';
    await this.#parts.recorder.close({ endReason, error });
    this.#isOver();
  }

  #show(view: InterruptionView): void {
    const { recorder, deps, batch } = this.#parts;
    recorder.showInterruption(view);
    if (view.waitsFor !== 'operator') {
      this.#isOver();
      return;
    }
    const message = `the test of ${recorder.live?.view.dut.serialNumber} was interrupted: ${(view.refusal ?? view.error).message}`;
    deps.alarms.raise({ code: 'TEST_INTERRUPTED', batchId: batch.id, message });
  }

  /** Nobody has to look any more. */
  #isOver(): void {
    this.#parts.deps.alarms.clear({ code: 'TEST_INTERRUPTED', batchId: this.#parts.batch.id });
  }

  get #view(): InterruptionView | undefined {
    return this.#parts.recorder.live?.view.interruption;
  }

  #fateOf(lost: LostExecution): Fate {
    const { batch, loaded } = this.#parts;
    const isUnattended = batch.unattended && (loaded()?.manifest.unattended ?? false);
    return fateOf({ ...lost, mode: batch.recovery.mode, isUnattended });
  }

  /** The plan as it would be made today has to be the one that it began with. */
  async #samePlan(loaded: LoadedPackage, plan: ExecutionPlan): Promise<ExecutionPlan> {
    const { deps, batch } = this.#parts;
    const { parameters, mode, partial, stopOnFail, pauseOnFail } = plan;
    const request = {
      parameters,
      mode,
      stopOnFail,
      ...(pauseOnFail && { pauseOnFail }),
      ...(partial && { steps: partial }),
    };
    const overrides = await deps.overrides.read(loaded.manifest.name);
    const today = resolvePlan({ ...loaded, batch, request, overrides }).plan;
    const differences = planDifferences(plan, today);
    if (differences.length === 0) return plan;
    throw new CodedError('RESUME_REFUSED', `it is not as it was when it began: ${differences.join('; ')}`, {
      details: { differences },
    });
  }
}

function lastOf({ interruptions }: LostExecution): Interruption {
  const last = interruptions.at(-1);
  if (last) return last;
  throw new Error('an interrupted execution has an interruption');
}

/** Why it did not go on stands beside what happened. */
export const notResumed = (error: ErrorData, reason: string): ErrorData => ({
  ...error,
  details: { ...error.details, notResumed: reason },
});
