import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { SequenceHost } from '@neurohub/sequence-sdk/executor';
import type { VitalSigns } from './vital-signs.ts';

/** Beyond the step's own limit, so that the executor's ordinary time-out comes first as long as the loop is alive. */
const GRACE_MS = 2_000;
const OPEN_CLOSE_LIMIT_MS = 60_000;
const NO_STEP = -1;

/** A host that tells the watchdog how long each thing it does may block the event loop: a step as long as the plan says. */
export function watchHost(host: SequenceHost, steps: ExecutionPlan['steps'], vitalSigns: VitalSigns): SequenceHost {
  const allowed = new Map(
    steps.map((step, index) => {
      return [step.name, { index, limitMs: Math.max(step.timeoutMs, step.maxBlockMs ?? 0) + GRACE_MS }];
    }),
  );
  let newest = 0;
  return {
    describe: () => host.describe(),
    evaluateCondition: (step) =>
      watched(async () => host.evaluateCondition(step), OPEN_CLOSE_LIMIT_MS, allowed.get(step)?.index),
    evaluateBlock: (block, question) => watched(async () => host.evaluateBlock(block, question), OPEN_CLOSE_LIMIT_MS),
    readState: () => host.readState(),
    readParameter: (name) => host.readParameter(name),
    abort: (reason) => host.abort(reason),
    inQuestion: () => host.inQuestion(),
    verify: (hardware, options) => watched(() => host.verify(hardware, options), OPEN_CLOSE_LIMIT_MS),
    traffic: () => host.traffic(),
    open: (environment) => watched(() => host.open(environment), OPEN_CLOSE_LIMIT_MS),
    attach: (hardware) => watched(() => host.attach(hardware), OPEN_CLOSE_LIMIT_MS),
    detach: (hardware) => watched(() => host.detach(hardware), OPEN_CLOSE_LIMIT_MS),
    close: () => watched(() => host.close(), OPEN_CLOSE_LIMIT_MS),
    runStep(step, context, part) {
      const { index, limitMs } = allowed.get(step) ?? { index: NO_STEP, limitMs: OPEN_CLOSE_LIMIT_MS };
      return watched(async () => host.runStep(step, context, part), limitMs, index);
    },
  };

  async function watched<T>(work: () => Promise<T>, limitMs: number, activity = NO_STEP): Promise<T> {
    newest += 1;
    const mine = newest;
    vitalSigns.begin(activity, limitMs);
    try {
      return await work();
    } finally {
      // An abandoned step that settles late says nothing about what is being done now.
      if (mine === newest) vitalSigns.end();
    }
  }
}
