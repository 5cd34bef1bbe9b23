import { randomUUID } from 'node:crypto';
import type { RecordEvent } from '@neurohub/contracts/ipc';
import type { ExecutionPlan } from '@neurohub/contracts/record';
import type { Resume } from '@neurohub/contracts/resume';
import type { StoredEvents } from '../testing/stored-events.ts';
import { Execution, type ExecutionResult } from './execution.ts';
import { type Clock, type Recorder, systemClock } from './execution-ports.ts';
import type { SequenceHost } from './sequence-host.ts';

/** Timers of a process that was killed must keep nobody. */
const mortalClock: Clock = {
  ...systemClock,
  after(ms, callback) {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

export interface Life {
  execution: Execution;
  /** The execution ended, or its process was killed: null. */
  over: Promise<ExecutionResult | null>;
}

export interface LifeOptions {
  plan: ExecutionPlan;
  host: SequenceHost;
  stored: StoredEvents;
  /** Killed when so many events of this process are stored. @default never */
  killedAfter?: number | undefined;
  resume?: Resume | undefined;
}

/** One process of an execution. After its death nothing of it is stored any more, and nothing it waits for ever comes. */
export function live({ plan, host, stored, killedAfter = Number.POSITIVE_INFINITY, resume }: LifeOptions): Life {
  const { promise: killed, resolve: kill } = Promise.withResolvers<null>();
  const never = new Promise<never>(() => undefined);
  let taken = 0;
  let isDead = false;
  const die = () => {
    isDead = true;
    kill(null);
    return never;
  };
  const take = (event: RecordEvent): Promise<number> => {
    if (taken >= killedAfter) return die();
    taken += 1;
    return Promise.resolve(stored.events.push(event));
  };
  const recorder: Recorder = {
    record: take,
    recordLater: (event) => void take(event),
    flush: () => (taken < killedAfter ? Promise.resolve(true) : die()),
  };
  // Code of the sequence ends with its process.
  const mortal = new Proxy(host, {
    get(target, key) {
      const member = Reflect.get(target, key) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) => (key === 'runStep' && isDead ? never : member.apply(target, args));
    },
  });
  const execution = new Execution({
    ...{
      executionId: randomUUID(),
      plan,
      dut: { serialNumber: 'SN-1' },
      host: mortal,
      recorder,
      resume,
      clock: mortalClock,
    },
    telemetry: { publish: () => undefined },
  });
  return { execution, over: Promise.race([execution.run(), killed]) };
}
