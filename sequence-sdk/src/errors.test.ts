import { toErrorData } from '@neurohub/contracts/errors';
import { expect, test } from 'vitest';
import {
  DriverConnectionError,
  DriverTimeoutError,
  isTestFailure,
  isTestSkipped,
  TestFailure,
  TestSkipped,
} from './errors.ts';

test('errors of another bundle of the SDK are recognised by their brand', () => {
  const foreignFailure = Object.assign(new Error('bad'), { [Symbol.for('neurohub.test-failure')]: true });
  const foreignSkip = Object.assign(new Error('no'), { [Symbol.for('neurohub.test-skipped')]: true });
  expect([isTestFailure(foreignFailure), isTestFailure(new TestFailure('bad')), isTestFailure(new Error('x'))]).toEqual(
    [true, true, false],
  );
  expect([isTestSkipped(foreignSkip), isTestSkipped(new TestSkipped('no')), isTestSkipped(null)]).toEqual([
    true,
    true,
    false,
  ]);
});

test('driver errors cross a process as code, facts and cause', () => {
  const error = new DriverTimeoutError('no answer', {
    instrument: 'dmm',
    command: 'MEAS?',
    timeoutMs: 2000,
    cause: new Error('why'),
  });
  expect(toErrorData(error)).toEqual({
    code: 'DRIVER_TIMEOUT',
    message: 'no answer',
    details: { instrument: 'dmm', command: 'MEAS?', timeoutMs: 2000 },
    cause: 'why',
  });
  expect(toErrorData(new DriverConnectionError('gone'))).toEqual({ code: 'DRIVER_CONNECTION', message: 'gone' });
});
