import type { SequenceHost } from '@neurohub/sequence-sdk/executor';

/** A little longer than a step has to end after its signal; then it is left behind. */
const LEFT_BEHIND_MS = 2_500;

export interface TrackedHost {
  host: SequenceHost;
  /** Resolves when the step that runs now has ended, or was left behind. */
  untilIdle(): Promise<void>;
}

/** A host of which is known whether one of its steps runs. `beforeClose` is waited for before its instruments are closed. */
export function trackHost(host: SequenceHost, beforeClose: () => Promise<void>): TrackedHost {
  let running: Promise<unknown> | null = null;
  const tracked: SequenceHost = {
    describe: () => host.describe(),
    evaluateCondition: (step) => host.evaluateCondition(step),
    evaluateBlock: (block, question) => host.evaluateBlock(block, question),
    readParameter: (name) => host.readParameter(name),
    readState: () => host.readState(),
    abort: (reason) => host.abort(reason),
    inQuestion: () => host.inQuestion(),
    verify: (hardware, options) => host.verify(hardware, options),
    traffic: () => host.traffic(),
    open: (environment) => host.open(environment),
    attach: (hardware) => host.attach(hardware),
    detach: (hardware) => host.detach(hardware),
    close: () => beforeClose().then(() => host.close()),
    runStep(step, context, part) {
      const mine = (async () => host.runStep(step, context, part))();
      running = mine;
      return mine.finally(() => {
        if (running === mine) running = null;
      });
    },
  };
  const untilIdle = async () => {
    if (!running) return;
    let timer: NodeJS.Timeout | undefined;
    const leftBehind = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LEFT_BEHIND_MS);
    });
    await Promise.race([Promise.allSettled([running]), leftBehind]);
    clearTimeout(timer);
  };
  return { host: tracked, untilIdle };
}
