import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { ExecutionPlan, StepRecord, VerdictSoFar } from '@neurohub/contracts/record';
import type { Resume } from '@neurohub/contracts/resume';
import { attemptsToTell } from '@neurohub/contracts/resume-attempts';

type StepEnded = Extract<RecordEvent, { type: 'stepEnded' }>;
export type ExecutionEnded = Extract<RecordEvent, { type: 'executionEnded' }>;

/** What the station has of one execution, through all of its processes. */
export class StoredEvents {
  readonly events: RecordEvent[];

  constructor(events: RecordEvent[] = []) {
    this.events = events;
  }

  get steps(): StepRecord[] {
    return this.#ended.map(({ step }) => step);
  }

  get end(): ExecutionEnded | undefined {
    return this.events.find((event) => event.type === 'executionEnded');
  }

  /** As the service does when the process has died: what had begun is interrupted, then the checkpoint is read. */
  resume(plan: ExecutionPlan): Resume {
    for (const begun of this.#begun()) {
      const last = this.#ended.at(-1);
      const { at: startedAt, type: _type, ...place } = begun;
      const step: StepRecord = { ...place, startedAt, status: 'interrupted', durationMs: 0, measurements: [] };
      const { nextStepIndex, nextIterations } = last ?? { nextStepIndex: 0 };
      this.events.push({ type: 'stepEnded', step, nextStepIndex, ...(nextIterations && { nextIterations }) });
    }
    const started = this.events.find((event) => event.type === 'executionStarted');
    const checkpoint = this.#checkpoint();
    return {
      resumption: 1 + this.events.filter(({ type }) => type === 'executionResumed').length,
      lastSeq: this.events.length,
      ...(started && { startedAt: started.at }),
      planHash: 'b'.repeat(64),
      checkpoint,
      attempts: attemptsToTell(checkpoint, {
        steps: plan.steps,
        committed: this.steps.map((step) => ({
          ...{ ...step, index: indexOf(plan, step) },
          ...(step.measurements.some(({ outcome }) => outcome === 'FAIL') && { missed: true as const }),
        })),
      }),
    };
  }

  #checkpoint(): Resume['checkpoint'] {
    const last = this.#ended.at(-1);
    if (!last) return { seq: 0, nextStepIndex: 0 };
    const newest = <T>(read: (event: StepEnded) => T | undefined) => this.#ended.map(read).findLast(Boolean);
    const verdict: VerdictSoFar | undefined = newest((event) => event.verdict);
    const state = newest((event) => event.state);
    const elapsedMs = newest((event) => event.elapsedMs);
    return {
      ...{ seq: this.events.lastIndexOf(last) + 1, nextStepIndex: last.nextStepIndex },
      ...(last.nextIterations && { iterations: last.nextIterations }),
      ...(state && { state }),
      ...(verdict && { verdict }),
      ...(elapsedMs !== undefined && { elapsedMs }),
    };
  }

  get #ended(): StepEnded[] {
    return this.events.filter((event) => event.type === 'stepEnded');
  }

  #begun() {
    return this.events
      .filter((event) => event.type === 'stepStarted')
      .filter(
        ({ name, attempt, iterations }) =>
          !this.steps.some((s) => s.name === name && s.attempt === attempt && turnsOf(s) === turnsOf({ iterations })),
      );
  }
}

export const turnsOf = ({ iterations = [] }: Pick<StepRecord, 'iterations'>) =>
  iterations.map(({ index }) => index).join('.');

const indexOf = (plan: ExecutionPlan, { name }: StepRecord) => plan.steps.findIndex((step) => step.name === name);
