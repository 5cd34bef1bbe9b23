import { AssertionError } from 'node:assert';
import { describe, expect, it } from 'vitest';
import { Sequence, sequence, step } from '../index.ts';
import { expectAttempts, expectMeasurement, expectStep, expectVerdict } from './expectations.ts';
import { runSequence } from './run-sequence.ts';
import { runStep } from './run-step.ts';

@sequence({ name: 'sample' })
class Sample extends Sequence {
  tries = 0;

  @step({ order: 1, setup: true })
  async prepare() {
    this.measure('identity', 'ACME');
  }
  @step({ order: 1, retry: 2 })
  async flaky() {
    this.tries += 1;
    if (this.tries < 3) throw new Error(`not at try ${this.tries}`);
    this.measure('rail', 5.01, { unit: 'V', limits: { nominal: 5, tolerancePercent: 1 } });
  }
  @step({ order: 2 })
  async limits() {
    this.measure('supply', 14, { unit: 'V', limits: { low: 11, high: 13 } });
  }
  @step({ order: 1, cleanup: true })
  async powerOff() {
    this.measure('off', true);
  }
}

const run = await runSequence(Sample);
/** What an expectation says when it is not met. */
function saidBy(expectation: () => void): string {
  try {
    expectation();
  } catch (thrown) {
    if (thrown instanceof AssertionError) return thrown.message;
    throw thrown;
  }
  throw new Error('the expectation was met');
}

it('what the record holds is met', () => {
  expectVerdict(run, 'FAIL');
  expectVerdict(run, 'FAIL', 'failedStop');
  expectMeasurement(run, 'flaky.rail');
  expectMeasurement(run, 'flaky.rail', { value: 5, within: 0.02, unit: 'V', outcome: 'PASS' });
  expectStep(run, 'powerOff', 'passed');
  expectStep(run, 'limits', { status: 'failed', error: 'LIMIT_MISSED', message: 'supply' });
  expectStep(run, 'flaky', { attempts: 3 });
  expectAttempts(run, 'flaky', 3);
  expectAttempts(run, 'flaky', ['error', 'error', 'passed']);
});

it('what is not met shows the record', () => {
  expect(saidBy(() => expectVerdict(run, 'PASS'))).toBe(`the run: expected {"verdict":"PASS"}, got {"verdict":"FAIL"}
the record holds: FAIL, failedStop
   prepare                  passed
      identity               "ACME" INFO
   flaky                    error STEP_THREW not at try 1
   flaky                    error try 2 STEP_THREW not at try 2
   flaky                    passed try 3
      rail                   5.01 V PASS (5 ± 1 %)
   limits                   failed LIMIT_MISSED outside its limit: supply
      supply                 14 V FAIL (11 … 13)
   powerOff                 passed
      off                    true INFO`);
});

it.each([
  ['a wrong end reason', () => expectVerdict(run, 'FAIL', 'completed'), '"endReason":"failedStop"'],
  ['a value out of reach', () => expectMeasurement(run, 'flaky.rail', { value: 4, within: 0.5 }), 'got {"value":5.01}'],
  ['a wrong outcome', () => expectMeasurement(run, 'limits.supply', { outcome: 'PASS' }), 'got {"outcome":"FAIL"}'],
  [
    'a measurement that is not there',
    () => expectMeasurement(run, 'flaky.rial'),
    'there are: prepare.identity, flaky.rail',
  ],
  [
    'a wrong status',
    () => expectStep(run, 'limits', 'passed'),
    'expected {"status":"passed"}, got {"status":"failed"}',
  ],
  ['a wrong message', () => expectStep(run, 'limits', { message: /current/ }), 'a message like /current/'],
  ['a step that is not there', () => expectStep(run, 'power', 'passed'), 'there are: prepare, flaky, limits, powerOff'],
  ['a wrong number of tries', () => expectAttempts(run, 'flaky', 2), 'the tries of step "flaky": expected 2, got 3'],
])('%s is named', (_, expectation, said) => {
  expect(saidBy(expectation)).toContain(said);
});

describe('runStep', () => {
  it('runs one step alone, with its tries', async () => {
    const { step: last, attempts, steps, verdict } = await runStep(Sample, 'flaky');
    expect(last).toMatchObject({ status: 'passed', attempt: 3 });
    expect(attempts).toHaveLength(3);
    expect(steps.map(({ name }) => name)).toEqual(['flaky', 'flaky', 'flaky']);
    expect(verdict).toBe('PASS');
  });

  it('runs setup and cleanup around it when asked to, and a cleanup step as well', async () => {
    const around = await runStep(Sample, 'limits', { withSetup: true });
    expect(around.steps.map(({ name }) => name)).toEqual(['prepare', 'limits', 'powerOff']);
    expect(await runStep(Sample, 'powerOff')).toMatchObject({ verdict: 'PASS', step: { status: 'passed' } });
    const both = await runStep(Sample, 'limits', { with: ['flaky'] });
    expect(both.steps.at(-1)?.name).toBe('limits');
  });

  it('names the steps there are when there is no such step', async () => {
    await expect(runStep(Sample, 'limit')).rejects.toThrow('no step "limit"; it has prepare, flaky, limits, powerOff');
  });
});

it('a storage that fails makes no PASS', async () => {
  expectVerdict(await runSequence(Sample, { failStorageAfter: 3 }), 'ERROR', 'storageFailed');
});
