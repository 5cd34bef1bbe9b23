import type { ErrorHandling, StepDefinition } from '@neurohub/contracts/record';
import { type StepErrorRules, withErrorRules } from '@neurohub/contracts/step-error-rules';
import { ERROR_CLASSES, STEP_ERROR_ACTIONS, VERDICTS } from '@neurohub/contracts/vocabulary';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Sequence, StepError, type StepOptions, sequence, step, TestFailure, TestSkipped } from '../index.ts';
import { type Started, start } from './_util.ts';
import { describeSequence } from './describe-sequence.ts';

const records = ({ recorder }: Started) =>
  [...recorder.committed, ...recorder.later].flatMap((event) => (event.type === 'stepEnded' ? [event.step] : []));

type End = 'pass' | 'miss' | 'error' | 'skip' | 'late' | 'oddly' | Lowercase<(typeof ERROR_CLASSES)[number]>;

interface Wanted {
  ends: readonly End[];
  options?: Partial<StepOptions>;
  rules?: StepErrorRules;
  stopOnFail?: boolean;
}

/** One step whose tries end as told, with a step behind it and a cleanup step. */
function run({ ends, options = {}, rules = {}, stopOnFail = true }: Wanted): Started {
  let tried = 0;
  @sequence({ name: 'erring' })
  class Erring extends Sequence {
    @step({ order: 1, ...options }) async shaky() {
      const end = ends[tried] ?? 'pass';
      tried += 1;
      if (end === 'pass') return;
      if (end === 'miss') throw new TestFailure('bad');
      if (end === 'skip') throw new TestSkipped('not this one');
      if (end === 'error') throw new Error('boom');
      if (end === 'oddly') this.warn('odd');
      if (end === 'late') {
        started.execution.reportLateError(new Error('nobody awaits it'));
        await this.sleep(0);
      }
      const errorClass = ERROR_CLASSES.find((known) => known.toLowerCase() === end);
      if (errorClass) throw new StepError('boom', { errorClass });
    }
    @step({ order: 2 }) async behind() {}
    @step({ order: 1, cleanup: true }) async off() {}
  }
  // Rules of package and station have waits that no test has to wait for.
  const planned = (one: StepDefinition) => ({ ...withErrorRules(one, rules), retryDelayMs: 0 });
  const steps = describeSequence(Erring).steps.map(planned);
  const started = start(Erring, { plan: { steps }, stopOnFail });
  return started;
}

const by = (rule: Extract<ErrorHandling['by'], string>, action: ErrorHandling['action']) => ({ action, by: rule });

describe('an error of a step', () => {
  test.each<[string, Wanted, string, string[], (ErrorHandling | undefined)[]]>([
    ['nobody says anything', { ends: ['error'] }, 'ERROR errorStop', ['shaky error', 'off passed'], [undefined]],
    [
      'is tried again by the station, then passes',
      { ends: ['error', 'error', 'pass'], rules: { station: { action: 'retry', maxRetries: 2 } } },
      'PASS completed',
      ['shaky error', 'shaky error', 'shaky passed', 'behind passed', 'off passed'],
      [by('station', 'retry'), by('station', 'retry'), undefined],
    ],
    [
      'remains after the tries of the station',
      { ends: ['error', 'error'], rules: { station: { action: 'retry', maxRetries: 1 } } },
      'ERROR errorStop',
      ['shaky error', 'shaky error', 'off passed'],
      [by('station', 'retry'), by('station', 'fail')],
    ],
    [
      'remains, and failures do not end the main steps',
      { ends: ['error', 'error'], rules: { batch: { action: 'retry', maxRetries: 1 } }, stopOnFail: false },
      'ERROR completed',
      ['shaky error', 'shaky error', 'behind passed', 'off passed'],
      [by('batch', 'retry'), by('batch', 'fail')],
    ],
    [
      'the package goes on',
      { ends: ['error'], rules: { package: { action: 'continue' }, station: { action: 'abort' } } },
      'ERROR completed',
      ['shaky error', 'behind passed', 'off passed'],
      [by('package', 'continue')],
    ],
    [
      'the step goes on after its own tries',
      { ends: ['error', 'error'], options: { retry: 1, onError: 'continue' } },
      'ERROR completed',
      ['shaky error', 'shaky error', 'behind passed', 'off passed'],
      [by('step', 'retry'), by('step', 'continue')],
    ],
    [
      'the step aborts where failures do not end the main steps',
      { ends: ['error'], options: { onError: 'abort' }, stopOnFail: false },
      'ERROR errorStop',
      ['shaky error', 'off passed'],
      [by('step', 'abort')],
    ],
    [
      'is critical: no rule keeps the main steps going',
      { ends: ['critical', 'pass'], options: { retry: 3, onError: 'continue' }, stopOnFail: false },
      'ERROR errorStop',
      ['shaky error', 'off passed'],
      [by('error', 'abort')],
    ],
    [
      'is a warning: not tried again, the next step runs, and it is an ERROR all the same',
      { ends: ['warning', 'pass'], options: { retry: 3, onError: 'abort' } },
      'ERROR completed',
      ['shaky error', 'behind passed', 'off passed'],
      [by('error', 'continue')],
    ],
    [
      'a miss is not tried again by a rule about errors',
      { ends: ['miss', 'pass'], rules: { station: { action: 'retry', maxRetries: 3 } } },
      'FAIL failedStop',
      ['shaky failed', 'off passed'],
      [undefined],
    ],
    [
      'of a step that actuates is not tried again by the station, and ends the main steps',
      {
        ends: ['error', 'pass'],
        options: { actuates: true },
        rules: { station: { action: 'retry' } },
        stopOnFail: false,
      },
      'ERROR errorStop',
      ['shaky error', 'off passed'],
      [by('station', 'abort')],
    ],
    [
      'of one that is idempotent is tried again',
      {
        ends: ['error', 'pass'],
        options: { actuates: true, idempotent: true },
        rules: { station: { action: 'retry' } },
      },
      'PASS completed',
      ['shaky error', 'shaky passed', 'behind passed', 'off passed'],
      [by('station', 'retry'), undefined],
    ],
    [
      'leaves a process that cannot be trusted: no rule keeps it going',
      { ends: ['late', 'pass'], options: { retry: 3, onError: 'continue' } },
      'ERROR errorStop',
      ['shaky error', 'off passed'],
      [by('error', 'abort')],
    ],
  ])('%s', async (_title, wanted, ending, statuses, handling) => {
    const started = run(wanted);
    const { verdict, endReason } = await started.result;
    expect(`${verdict} ${endReason}`).toBe(ending);
    expect(started.steps()).toEqual(statuses);
    const tries = records(started).filter(({ name }) => name === 'shaky');
    expect(tries.map(({ errorHandling }) => errorHandling)).toEqual(handling);
  });

  test('is recorded with its class', async () => {
    const classOf = async (end: End) => {
      const started = run({ ends: [end] });
      await started.result;
      return records(started)[0]?.errorClass;
    };
    expect(await classOf('error')).toBe('RECOVERABLE');
    expect(await classOf('critical')).toBe('CRITICAL');
    expect(await classOf('warning')).toBe('WARNING');
    expect(await classOf('late')).toBe('CRITICAL');
    expect(await classOf('miss')).toBeUndefined();
    expect(await classOf('pass')).toBeUndefined();
  });
});

test('a condition that throws is not tried again, and the rules decide whether the next step runs', async () => {
  const throws = () => {
    throw new Error('no idea');
  };
  const started = run({ ends: [], options: { condition: throws, retry: 2, onError: 'continue' } });
  expect(await started.result).toMatchObject({ verdict: 'ERROR', endReason: 'completed' });
  expect(started.steps()).toEqual(['shaky error', 'behind passed', 'off passed']);
  expect(records(started)[0]).toMatchObject({ errorHandling: { action: 'continue', by: 'step' } });
});

test('an error of an earlier turn, after which it went on, tells why the execution is ERROR', async () => {
  @sequence({ name: 'turns', blocks: { cycle: { order: 1, loop: 2 } } })
  class Turns extends Sequence {
    @step({ in: 'cycle', order: 1, onError: 'continue' }) async shaky() {
      if (this.iteration.index === 0) throw new Error('no answer');
    }
  }
  const { result } = start(Turns);
  const error = { code: 'STEP_THREW', message: 'step "shaky": no answer', details: { step: 'shaky' } };
  expect(await result).toMatchObject({ verdict: 'ERROR', endReason: 'completed', error });
});

test('a setup step of a block that goes on leaves the rest of the block out, and nothing else', async () => {
  @sequence({ name: 'blocks', blocks: { part: { order: 1 } } })
  class Blocks extends Sequence {
    @step({ in: 'part', order: 1, setup: true, onError: 'continue' }) async clamp() {
      throw new Error('stuck');
    }
    @step({ in: 'part', order: 1 }) async press() {}
    @step({ in: 'part', order: 1, cleanup: true }) async open() {}
    @step({ order: 2 }) async behind() {}
  }
  const started = start(Blocks);
  expect(await started.result).toMatchObject({ verdict: 'ERROR', endReason: 'completed' });
  expect(started.steps()).toEqual(['clamp error', 'press skipped', 'open passed', 'behind passed']);
});

test('cleanup is tried again by the rules, and its remaining error is an ERROR whatever they say', async () => {
  let tried = 0;
  @sequence({ name: 'cleaning' })
  class Cleaning extends Sequence {
    @step({ order: 1 }) async main() {}
    @step({ order: 1, cleanup: true, actuates: true }) async off() {
      tried += 1;
      if (tried < 4) throw new Error('still on');
    }
    @step({ order: 2, cleanup: true }) async stuck() {
      throw new Error('stuck');
    }
  }
  const rules = { station: { action: 'retry', maxRetries: 3 } } as const;
  const planned = (one: StepDefinition) => ({ ...withErrorRules(one, rules), retryDelayMs: 0 });
  const steps = describeSequence(Cleaning).steps.map(planned);
  const started = start(Cleaning, { plan: { steps } });
  expect(await started.result).toMatchObject({ verdict: 'ERROR', error: { code: 'CLEANUP_FAILED' } });
  const ends = ['off error', 'off error', 'off error', 'off passed', ...Array(4).fill('stuck error')];
  expect(started.steps()).toEqual(['main passed', ...ends]);
});

describe('a warning', () => {
  test('is kept with its step, and decides nothing', async () => {
    const started = run({ ends: ['oddly'] });
    expect(await started.result).toMatchObject({ verdict: 'PASS', hadFailure: false });
    expect(records(started)[0]).toMatchObject({ status: 'passed', warnings: [{ message: 'odd' }] });
    expect(records(started)[1]).not.toHaveProperty('warnings');
    expect(started.told).toContainEqual(expect.objectContaining({ type: 'LOG', level: 'warning', message: 'odd' }));
  });

  test('too many of them say so, and hinder nothing', async () => {
    @sequence({ name: 'noisy' })
    class Noisy extends Sequence {
      @step({ order: 1 }) async noise() {
        for (let i = 0; i < 200; i += 1) this.warn(i === 0 ? '' : 'x'.repeat(5_000));
      }
    }
    const started = start(Noisy);
    expect(await started.result).toMatchObject({ verdict: 'PASS' });
    const { warnings = [] } = records(started)[0] ?? {};
    expect(warnings).toHaveLength(100);
    expect(warnings[0]?.message).toBe('(no text)');
    expect(warnings[1]?.message).toHaveLength(1_000);
    expect(warnings[99]?.message).toBe('there were more warnings; they are in the log');
  });
});

describe('whatever the rules say', () => {
  const rule = fc.option(
    fc.record({
      action: fc.constantFrom(undefined, ...STEP_ERROR_ACTIONS),
      maxRetries: fc.constantFrom(undefined, 0, 1, 2),
    }),
    { nil: undefined },
  );
  const wanted = fc.record({
    ends: fc.array(fc.constantFrom<End>('pass', 'miss', 'error', 'skip', 'late', 'oddly', 'critical', 'warning'), {
      minLength: 1,
      maxLength: 4,
    }),
    options: fc.record({
      onError: fc.option(fc.constantFrom(...STEP_ERROR_ACTIONS), { nil: undefined }),
      retry: fc.constantFrom(undefined, 0, 1, 3),
    }),
    rules: fc.record({ package: rule, batch: rule, station: rule }),
    stopOnFail: fc.boolean(),
  });

  test('an error that no later try has mended is never PASS or FAIL, cleanup runs, and who goes on is told', async () => {
    await fc.assert(
      fc.asyncProperty(wanted, async ({ options: { onError, retry }, ...rest }) => {
        const options = { ...(onError && { onError }), ...(retry !== undefined && { retry }) };
        const started = run({ ...rest, options });
        const { verdict } = await started.result;
        const all = records(started);
        const tries = all.filter(({ name }) => name === 'shaky');
        const last = tries.at(-1);
        expect(all.at(-1)).toMatchObject({ name: 'off', status: 'passed' });
        if (last?.status === 'error')
          expect(VERDICTS.indexOf(verdict)).toBeGreaterThanOrEqual(VERDICTS.indexOf('ERROR'));
        if (verdict === 'PASS')
          expect(tries.every(({ errorClass }) => errorClass !== 'CRITICAL' && errorClass !== 'WARNING')).toBe(true);
        const wentOn = all.some(({ name }) => name === 'behind');
        if (last?.status === 'error' && wentOn) expect(['continue', 'fail']).toContain(last.errorHandling?.action);
        for (const { errorHandling } of tries.slice(0, -1))
          if (errorHandling) expect(errorHandling.action).toBe('retry');
      }),
      { numRuns: 150 },
    );
  });
});
