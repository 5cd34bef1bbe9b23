import type { Logger } from '../core/logger.ts';
import type { CareQueue } from './care-queue.ts';

const LOOK_EVERY_MS = 60_000;
/** A station that has just begun has something else to do, and one that is started for a moment needs no backup. */
const FIRST_LOOK_MS = 600_000;

export interface Tended {
  /** Each looks whether it is time; they run one after the other. */
  works: { tend(): Promise<void> }[];
  queue: CareQueue;
  log: Pick<Logger, 'error'>;
}

/** Has a look at everything that is to be done now and then. When it is disposed, it waits for what is under way. */
export function tendData({ works, queue, log }: Tended): AsyncDisposable {
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    for (const work of works)
      await work.tend().catch((err: unknown) => log.error({ err }, 'the care of the data failed'));
    isLooking = false;
  };
  let timer = setTimeout(() => {
    void look();
    timer = setInterval(() => void look(), LOOK_EVERY_MS).unref();
  }, FIRST_LOOK_MS).unref();
  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      await queue.idle();
    },
  };
}
