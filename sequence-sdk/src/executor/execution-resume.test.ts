import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ExecutionPlan, executionPlanSchema, type StepRecord } from '@neurohub/contracts/record';
import { resumeSchema } from '@neurohub/contracts/resume';
import type { OnResume } from '@neurohub/contracts/vocabulary';
import { describe, expect, test } from 'vitest';
import { Sequence, StepError, sequence, step } from '../index.ts';
import { StoredEvents } from '../testing/stored-events.ts';
import { type Life, live } from './_resuming.ts';
import { deferred, NotingDriver } from './_util.ts';
import { DecoratedSequenceHost } from './decorated-sequence-host.ts';
import type { SequenceClass } from './describe-sequence.ts';
import type { DriverFactory } from './managed-driver.ts';

/** What code of the sequence did, through all lives. */
let notes: string[] = [];

interface Killed {
  sequenceClass: SequenceClass;
  drivers?: Record<string, DriverFactory>;
  stopOnFail?: boolean;
  plan?: Partial<ExecutionPlan>;
}

function open({ sequenceClass, drivers = {}, stopOnFail = true, plan: more = {} }: Killed) {
  const host = () => new DecoratedSequenceHost({ sequenceClass, drivers });
  const { name, className, steps, blocks } = host().describe();
  const sequence = { name, version: '1.0.0', className, module: 'm.js', packageHash: 'a'.repeat(64), origin: 'folder' };
  const plan: ExecutionPlan = executionPlanSchema.parse({
    ...{ planVersion: 1, sequence, steps, ...(blocks && { blocks }), parameters: {}, parameterTypes: {}, hardware: {} },
    ...{ mode: 'production', stopOnFail, checkpointInterval: 1, ...more },
  });
  const stored = new StoredEvents();
  return {
    stored,
    /** Runs until so many events are stored, then the process is dead. */
    killAfter: (killedAfter: number) => live({ plan, host: host(), stored, killedAfter }).over,
    run: () => live({ plan, host: host(), stored }),
    resume(more: { skipInDoubt?: true } = {}): Life {
      const resume = resumeSchema.parse({ ...stored.resume(plan), ...more });
      return live({ plan, host: host(), stored, resume });
    },
  };
}

const label = ({ name, attempt, status, restore }: StepRecord) =>
  `${name} ${attempt} ${status}${restore ? ' restored' : ''}`;

interface Doubt {
  onResume: OnResume;
  actuates: boolean;
  verified?: boolean;
  rollback?: () => void;
  required?: boolean;
}

/** Three main steps; the second is the one that is in doubt. */
function doubtful({ onResume, actuates, verified = false, rollback, required = true }: Doubt): SequenceClass {
  notes = [];
  @sequence({ name: 'doubtful' })
  class Doubtful extends Sequence {
    @step({ order: 1, setup: true }) async prepare() {
      notes.push('prepare');
    }
    @step({ order: 1 }) async first() {
      notes.push('first');
    }
    @step({
      ...{ order: 2, onResume, actuates, required, retry: actuates ? 0 : 2 },
      ...(onResume === 'verify' && { verify: () => verified }),
      ...(rollback && { rollback }),
    })
    async second() {
      notes.push('second');
    }
    @step({ order: 3 }) async third() {
      notes.push('third');
    }
    @step({ order: 1, cleanup: true }) async off() {
      notes.push('off');
    }
  }
  return Doubtful;
}

/** started, prepare, first, `second` started: four events. */
const IN_SECOND = 4;

describe.each([true, false])('a step in doubt that actuates: %s', (actuates) => {
  const died = async (doubt: Omit<Doubt, 'actuates'>) => {
    const killed = open({ sequenceClass: doubtful({ ...doubt, actuates }) });
    // A step that would be run again whatever it says has no need to be announced.
    await killed.killAfter(doubt.onResume === 'rerun' && !actuates && !doubt.rollback ? IN_SECOND - 1 : IN_SECOND);
    notes = [];
    return killed;
  };

  test('with `rerun` is run again', async () => {
    const { stored, resume } = await died({ onResume: 'rerun' });
    expect(await resume().over).toMatchObject({ verdict: 'PASS', endReason: 'completed' });
    expect(notes).toEqual(['prepare', 'second', 'third', 'off']);
    expect(stored.steps.at(-3)).toMatchObject({ name: 'second', status: 'passed', resumption: 1 });
  });

  test('with `rollback` is rolled back first', async () => {
    const { stored, resume } = await died({ onResume: 'rerun', rollback: () => void notes.push('rollback') });
    expect(await resume().over).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['prepare', 'rollback', 'second', 'third', 'off']);
    expect(stored.steps.map(label)).toEqual([
      ...['prepare 1 passed', 'first 1 passed', 'second 1 interrupted'],
      ...['prepare 2 passed restored', 'second 2 passed', 'third 1 passed', 'off 1 passed'],
    ]);
    expect(stored.steps[4]?.afterInterruption).toEqual({ onResume: 'rerun', rolledBack: true });
  });

  test('with `verify` that finds it done is not run again', async () => {
    const { stored, resume } = await died({
      onResume: 'verify',
      verified: true,
      rollback: () => void notes.push('rollback'),
    });
    expect(await resume().over).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['prepare', 'third', 'off']);
    expect(stored.steps[4]).toMatchObject({
      status: 'passed',
      afterInterruption: { onResume: 'verify', verified: true },
    });
  });

  test('with `verify` that finds it not done is rolled back and run again', async () => {
    const { stored, resume } = await died({ onResume: 'verify', rollback: () => void notes.push('rollback') });
    expect(await resume().over).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['prepare', 'rollback', 'second', 'third', 'off']);
    expect(stored.steps[4]?.afterInterruption).toEqual({ onResume: 'verify', verified: false, rolledBack: true });
  });

  test('with `skip` is left out, the rest is tested, and it is no PASS', async () => {
    const { stored, resume } = await died({ onResume: 'skip', rollback: () => void notes.push('rollback') });
    expect(await resume().over).toMatchObject({ verdict: 'ERROR', error: { code: 'STEP_SKIPPED_IN_DOUBT' } });
    expect(notes).toEqual(['prepare', 'rollback', 'third', 'off']);
    expect(stored.steps[4]).toMatchObject({ status: 'skipped', afterInterruption: { onResume: 'skip' } });
  });

  test('with `skip` and `required: false` may be missing from a PASS', async () => {
    const { resume } = await died({ onResume: 'skip', required: false });
    expect(await resume().over).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['prepare', 'third', 'off']);
  });

  test('with `abort` ends the main steps: nothing is set up again, it is not tried again, cleanup runs', async () => {
    const { stored, resume } = await died({ onResume: 'abort', rollback: () => void notes.push('rollback') });
    expect(await resume().over).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
    expect(notes).toEqual(['rollback', 'off']);
    expect(stored.steps[3]).toMatchObject({
      name: 'second',
      attempt: 2,
      status: 'error',
      error: { code: 'RESUME_ABORTED' },
    });
  });

  test('is left out when whoever resumes wants it so, whatever it says', async () => {
    const { resume } = await died({ onResume: 'abort' });
    expect(await resume({ skipInDoubt: true }).over).toMatchObject({ verdict: 'ERROR', endReason: 'completed' });
    expect(notes).toEqual(['prepare', 'third', 'off']);
  });

  test('whose rollback fails is in error, and is tried again only if it may be', async () => {
    let calls = 0;
    const rollback = () => {
      calls += 1;
      throw new Error('stuck');
    };
    const { stored, resume } = await died({ onResume: 'rerun', rollback });
    const result = await resume().over;
    expect(stored.steps[4]).toMatchObject({
      status: 'error',
      error: { message: 'stuck' },
      afterInterruption: { onResume: 'rerun' },
    });
    expect(result?.verdict).toBe(actuates ? 'ERROR' : 'PASS');
    expect(calls).toBe(1);
  });
});

test('a step that actuates and had not begun is no step in doubt', async () => {
  const killed = open({ sequenceClass: doubtful({ onResume: 'abort', actuates: true }) });
  await killed.killAfter(IN_SECOND - 1);
  expect(await killed.resume().over).toMatchObject({ verdict: 'PASS' });
});

test('the record says that another process went on, and where', async () => {
  const { stored, killAfter, resume } = open({ sequenceClass: doubtful({ onResume: 'rerun', actuates: true }) });
  await killAfter(IN_SECOND);
  await resume().over;
  expect(stored.events.filter(({ type }) => type.startsWith('execution')).map(({ type }) => type)).toEqual([
    ...['executionStarted', 'executionResumed', 'executionEnded'],
  ]);
  expect(stored.events[IN_SECOND + 1]).toMatchObject({ type: 'executionResumed', resumption: 1, nextStepIndex: 2 });
  expect(stored.steps.map(({ resumption }) => resumption)).toEqual([undefined, undefined, undefined, 1, 1, 1, 1]);
});

test('`this.state` is given back before the first step, and other fields begin anew', async () => {
  const seen: unknown[] = [];
  @sequence({ name: 'counting' })
  class Counting extends Sequence {
    override state = { done: 0, list: ['a'] };
    other = 0;
    @step({ order: 1, setup: true }) async prepare() {
      seen.push(structuredClone(this.state), this.other);
    }
    @step({ order: 1 }) async count() {
      this.other = 7;
      this.state.done += 1;
      this.state.list.push('b');
    }
    @step({ order: 2, condition: (self: Counting) => self.state.done === 1 }) async last() {}
  }
  const { stored, killAfter, resume } = open({ sequenceClass: Counting });
  await killAfter(3);
  expect(await resume().over).toMatchObject({ verdict: 'PASS' });
  expect(seen).toEqual([{ done: 0, list: ['a'] }, 0, { done: 1, list: ['a', 'b'] }, 0]);
  expect(stored.steps.map(label)).toEqual([
    'prepare 1 passed',
    'count 1 passed',
    'prepare 2 passed restored',
    'last 1 passed',
  ]);
});

test('a failure from before stays, and hadFailure with it', async () => {
  @sequence({ name: 'failing' })
  class Failing extends Sequence {
    @step({ order: 1 }) async bad() {
      this.measure('v', 9, { limits: { high: 5 } });
    }
    @step({ order: 2 }) async good() {}
  }
  const { killAfter, resume } = open({ sequenceClass: Failing, stopOnFail: false });
  await killAfter(2);
  expect(await resume().over).toMatchObject({ verdict: 'FAIL', hadFailure: true, endReason: 'completed' });
});

test('when the main steps were over, only the cleanup that is left runs', async () => {
  notes = [];
  @sequence({ name: 'over', blocks: { powered: { order: 1 } } })
  class Over extends Sequence {
    @step({ order: 1, setup: true }) async prepare() {
      notes.push('prepare');
    }
    @step({ in: 'powered', order: 1, setup: true }) async on() {
      notes.push('on');
    }
    @step({ in: 'powered', order: 1 }) async broken() {
      throw new Error('broken');
    }
    @step({ in: 'powered', order: 2 }) async never() {
      notes.push('never');
    }
    @step({ in: 'powered', order: 1, cleanup: true }) async off() {
      notes.push('off');
    }
    @step({ order: 1, cleanup: true }) async release() {
      notes.push('release');
    }
  }
  const { killAfter, resume } = open({ sequenceClass: Over });
  await killAfter(4);
  notes = [];
  expect(await resume().over).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  expect(notes).toEqual(['off', 'release']);
});

test('a cleanup step that was interrupted is run again, whatever it says', async () => {
  notes = [];
  @sequence({ name: 'cleaning' })
  class Cleaning extends Sequence {
    @step({ order: 1, setup: true }) async prepare() {
      notes.push('prepare');
    }
    @step({ order: 1 }) async work() {}
    @step({ order: 1, cleanup: true }) async first() {
      notes.push('first');
    }
    @step({ order: 2, cleanup: true, actuates: true, onResume: 'abort' }) async second() {
      notes.push('second');
    }
  }
  const { stored, killAfter, resume } = open({ sequenceClass: Cleaning });
  await killAfter(5);
  notes = [];
  expect(await resume().over).toMatchObject({ verdict: 'PASS' });
  expect(notes).toEqual(['second']);
  expect(stored.steps.map(label).slice(-2)).toEqual(['second 1 interrupted', 'second 2 passed']);
});

test('instruments that cannot be connected any more end it in error: it had begun long ago', async () => {
  let connects = 0;
  class Fading extends NotingDriver {
    override async connect(signal: AbortSignal) {
      connects += 1;
      if (connects > 1) throw new Error('gone');
      await super.connect(signal);
    }
  }
  const drivers = { dmm: (context: ConstructorParameters<typeof Fading>[0]) => new Fading(context) };
  const { killAfter, resume } = open({ sequenceClass: doubtful({ onResume: 'rerun', actuates: false }), drivers });
  await killAfter(3);
  expect(await resume().over).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
});

test('what had not begun begins: its beginning is recorded once', async () => {
  const { stored, killAfter, resume } = open({ sequenceClass: doubtful({ onResume: 'rerun', actuates: false }) });
  await killAfter(0);
  expect(await resume().over).toMatchObject({ verdict: 'PASS' });
  expect(stored.events.map(({ type }) => type).slice(0, 2)).toEqual(['executionStarted', 'executionResumed']);
});

test('a prompt that was open is asked again', async () => {
  const asked = deferred();
  @sequence({ name: 'asking' })
  class Asking extends Sequence {
    @step({ order: 1 }) async ask() {
      setImmediate(() => asked.resolve());
      await this.prompt.confirm('Ready?');
    }
  }
  const { stored, killAfter, resume } = open({ sequenceClass: Asking });
  void killAfter(2);
  await asked.promise;
  const { execution, over } = resume();
  const prompts = () => stored.events.filter((event) => event.type === 'promptAsked').map(({ prompt }) => prompt.id);
  while (prompts().length < 2) await new Promise(setImmediate);
  const [first, second] = prompts();
  expect(first).not.toBe(second);
  execution.answerPrompt({
    promptId: second ?? '',
    answer: true,
    via: 'api',
    at: new Date().toISOString(),
    by: undefined,
  });
  expect(await over).toMatchObject({ verdict: 'PASS' });
});

test('Stop while it is being resumed ends it as any other', async () => {
  const { killAfter, resume } = open({ sequenceClass: doubtful({ onResume: 'rerun', actuates: false }) });
  await killAfter(3);
  const { execution, over } = resume();
  execution.stop('operatorStop');
  expect(await over).toMatchObject({ verdict: 'ABORTED', endReason: 'operatorStop' });
});

describe('a step that has switched something on before', () => {
  const died = async (restore?: boolean) => {
    notes = [];
    @sequence({ name: 'powered', blocks: { rails: { order: 2 } } })
    class Powered extends Sequence {
      @step({ order: 1, actuates: true, ...(restore !== undefined && { restore }) }) async powerOn() {
        notes.push('on');
      }
      @step({ in: 'rails', order: 1 }) async first() {
        notes.push('first');
      }
      @step({ in: 'rails', order: 2 }) async second() {
        notes.push('second');
      }
      @step({ order: 1, cleanup: true }) async off() {
        notes.push('off');
      }
    }
    const killed = open({ sequenceClass: Powered });
    // started, powerOn started and ended, first: four events.
    await killed.killAfter(4);
    notes = [];
    return killed;
  };

  test('and says nothing about that ends the main steps: what is left would judge a board without power', async () => {
    const { resume } = await died();
    expect(await resume().over).toMatchObject({
      verdict: 'ERROR',
      endReason: 'errorStop',
      error: { code: 'RESUME_ABORTED' },
    });
    expect(notes).toEqual(['off']);
  });

  test('with `restore: true` switches it on again', async () => {
    const { stored, resume } = await died(true);
    expect(await resume().over).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['on', 'second', 'off']);
    expect(stored.steps.map(label)).toContain('powerOn 2 passed restored');
  });

  test('with `restore: false` does not', async () => {
    const { resume } = await died(false);
    expect(await resume().over).toMatchObject({ verdict: 'PASS' });
    expect(notes).toEqual(['second', 'off']);
  });
});

test('a critical error after which somebody looked is not tried again by a fresh process', async () => {
  let tried = 0;
  @sequence({ name: 'critical' })
  class Critical extends Sequence {
    @step({ order: 1, retry: 2 }) async hot() {
      tried += 1;
      throw new StepError('95 °C', { errorClass: 'CRITICAL' });
    }
    @step({ order: 2 }) async behind() {}
    @step({ order: 1, cleanup: true }) async off() {}
  }
  const { killAfter, resume, stored } = open({ sequenceClass: Critical, plan: { pauseOnFail: true } });
  // Begun, and in error: it dies as it begins to stand.
  await killAfter(2);
  const { execution, over } = resume();
  while (execution.status.state !== 'paused') await new Promise((resolve) => setImmediate(resolve));
  execution.resume({});
  expect(await over).toMatchObject({ verdict: 'ERROR', endReason: 'errorStop' });
  expect(tried).toBe(1);
  expect(stored.steps.map(label)).toEqual(['hot 1 error', 'off 1 passed']);
});

test('a miss that came with a fault is not tried again behind the back of who looked at it, and stays a FAIL', async () => {
  notes = [];
  @sequence({ name: 'shaky' })
  class Shaky extends Sequence {
    @step({ order: 1, retry: { count: 3 } }) async shaky() {
      notes.push('shaky');
      this.measure('vcc', notes.length === 1 ? 9 : 5, { limits: { low: 4, high: 6 } });
      if (notes.length === 1) throw new Error('and a loose contact');
    }
  }
  const killed = open({ sequenceClass: Shaky, plan: { pauseOnFail: true } });
  // started, shaky in error: it dies as it is about to stand.
  await killed.killAfter(2);
  const { execution, over } = killed.resume();
  while (execution.status.state !== 'paused') await nextTurn();
  expect(notes).toEqual(['shaky']);
  execution.retryStep({ by: 'Kim' });
  expect(await over).toMatchObject({ verdict: 'FAIL', hadFailure: true });
  expect(killed.stored.steps.map(label)).toEqual(['shaky 1 error', 'shaky 2 passed']);
});
