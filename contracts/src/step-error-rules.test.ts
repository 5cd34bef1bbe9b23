import { describe, expect, test } from 'vitest';
import type { StepDefinition } from './record.ts';
import { type StepErrorRules, withErrorRules } from './step-error-rules.ts';

const step = (options: Partial<StepDefinition> = {}): StepDefinition => ({
  ...{ name: 's', group: 'main', order: 1, timeoutMs: 1000, retry: 0, retryDelayMs: 0, actuates: false },
  ...{ onResume: 'rerun', ...options },
});
const own = (action: 'retry' | 'continue' | 'fail' | 'abort') => ({ onError: { action, by: 'step' as const } });
const tries = (count: number) => ({ retry: count, retryBy: 'step' as const });

/** `n by whom, what remains by whom`. */
function told(definition: StepDefinition, rules: StepErrorRules): string {
  const { retry, retryBy, onError } = withErrorRules(definition, rules);
  return `${retry} ${retryBy ?? '-'}, ${onError ? `${onError.action} ${onError.by}` : '-'}`;
}

const RETRY_STATION = { station: { action: 'retry', maxRetries: 2 } } as const;

describe('who says what is done about an error of a step', () => {
  test.each<[string, Partial<StepDefinition>, StepErrorRules, string]>([
    ['nobody', {}, {}, '0 -, -'],
    ['the station', {}, { station: { action: 'continue' } }, '0 -, continue station'],
    [
      'the batch, before the station',
      {},
      { batch: { action: 'fail' }, station: { action: 'continue' } },
      '0 -, fail batch',
    ],
    [
      'the package, before both',
      {},
      { package: { action: 'abort' }, batch: { action: 'fail' }, station: { action: 'continue' } },
      '0 -, abort package',
    ],
    [
      'the step, before all',
      own('continue'),
      { package: { action: 'abort' }, station: { action: 'fail' } },
      '0 -, continue step',
    ],
    [
      'one that says nothing hides nobody',
      {},
      { package: {}, batch: { maxRetries: 9 }, station: { action: 'fail' } },
      '0 -, fail station',
    ],
    ['retry of the station', {}, RETRY_STATION, '2 station, fail station'],
    ['retry without a number', {}, { station: { action: 'retry' } }, '3 station, fail station'],
    [
      'the number of the batch, the action of the station',
      {},
      { batch: { maxRetries: 5 }, ...RETRY_STATION },
      '5 station, fail station',
    ],
    ['no retry at all', {}, { station: { action: 'retry', maxRetries: 0 } }, '0 station, fail station'],
    ['the step wants retry, the package the number', own('retry'), { package: { maxRetries: 4 } }, '4 step, fail step'],
    ['the step wants retry, nobody a number', own('retry'), {}, '3 step, fail step'],
    ['a number without an action', {}, { station: { maxRetries: 5 } }, '0 -, -'],
    ['tries of the step stay its own', tries(1), RETRY_STATION, '1 step, fail station'],
    ['a step that wants none has none', tries(0), RETRY_STATION, '0 step, fail station'],
    [
      'tries of the step, then what the station says',
      tries(1),
      { station: { action: 'continue' } },
      '1 step, continue station',
    ],
    [
      'tries of the step, then what it says itself',
      { ...tries(1), ...own('continue') },
      RETRY_STATION,
      '1 step, continue step',
    ],
    ['tries and retry of the step', { ...tries(1), ...own('retry') }, RETRY_STATION, '1 step, fail step'],
    ['tries by overrides', { retry: 4, retryBy: 'overrides' }, RETRY_STATION, '4 overrides, fail station'],
    ['tries of a definition from before', { retry: 1 }, RETRY_STATION, '1 -, fail station'],
  ])('%s', (_title, definition, rules, expected) => {
    expect(told(step(definition), rules)).toBe(expected);
  });
});

describe('what others rely on', () => {
  test.each<[string, Partial<StepDefinition>, StepErrorRules, string]>([
    ['a step that actuates is not tried again', { actuates: true }, RETRY_STATION, '0 -, abort station'],
    ['one that is idempotent is', { actuates: true, idempotent: true }, RETRY_STATION, '2 station, fail station'],
    ['nobody goes on after a movement', { actuates: true }, { package: { action: 'continue' } }, '0 -, abort package'],
    ['nor where failures do not end it', { actuates: true }, { batch: { action: 'fail' } }, '0 -, abort batch'],
    [
      'unless the step says so',
      { actuates: true, ...own('continue') },
      { package: { action: 'abort' } },
      '0 -, continue step',
    ],
    [
      'nobody goes on after a setup step',
      { group: 'setup' },
      { station: { action: 'continue' } },
      '0 -, abort station',
    ],
    ['which is tried again', { group: 'setup' }, RETRY_STATION, '2 station, abort station'],
    ['unless it says so', { group: 'setup', ...own('continue') }, {}, '0 -, continue step'],
    [
      'a cleanup step is tried again, also one that actuates',
      { group: 'cleanup', actuates: true },
      RETRY_STATION,
      '2 station, -',
    ],
    ['nothing else matters for cleanup', { group: 'cleanup' }, { station: { action: 'continue' } }, '0 -, -'],
  ])('%s', (_title, definition, rules, expected) => {
    expect(told(step(definition), rules)).toBe(expected);
  });
});

test('who says nothing about waits has growing ones', () => {
  expect(withErrorRules(step(), RETRY_STATION)).toMatchObject({
    retryDelayMs: 1000,
    retryBackoff: 2,
    retryMaxDelayMs: 30_000,
  });
  const waiting = withErrorRules(step({ ...own('retry'), retryDelayMs: 50 }), RETRY_STATION);
  expect(waiting.retryDelayMs).toBe(50);
  expect(waiting.retryBackoff).toBeUndefined();
});
