import { CodedError } from '@neurohub/contracts/errors';
import { expect, test } from 'vitest';
import { DriverConnectionError, DriverError, StepError } from '../errors.ts';
import { errorClassOf } from './error-class.ts';

const critical = new StepError('95 °C', { errorClass: 'CRITICAL' });
const circle = new Error('round');
circle.cause = circle;

test.each<[string, unknown, string]>([
  ['an error that says nothing', new Error('x'), 'RECOVERABLE'],
  ['no error at all', 'text', 'RECOVERABLE'],
  ['nothing', undefined, 'RECOVERABLE'],
  ['one that says it', critical, 'CRITICAL'],
  ['a driver error that says it', new DriverConnectionError('x', { errorClass: 'WARNING' }), 'WARNING'],
  ['a driver error that says nothing', new DriverError('x'), 'RECOVERABLE'],
  ['a StepError that says nothing', new StepError('x'), 'RECOVERABLE'],
  ['one that wraps a critical one', new Error('x', { cause: new Error('y', { cause: critical }) }), 'CRITICAL'],
  ['what it says itself, before its cause', new StepError('x', { errorClass: 'WARNING', cause: critical }), 'WARNING'],
  ['a word that is none of the three', Object.assign(new Error('x'), { errorClass: 'FATAL' }), 'RECOVERABLE'],
  [
    'a late error, whatever it wraps',
    new CodedError('LATE_ERROR', 'x', { cause: new StepError('y', { errorClass: 'WARNING' }) }),
    'CRITICAL',
  ],
  ['a resume that aborts', new CodedError('RESUME_ABORTED', 'x'), 'CRITICAL'],
  ['causes in a circle', circle, 'RECOVERABLE'],
  [
    'what cannot be looked at',
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    ),
    'RECOVERABLE',
  ],
])('%s', (_title, thrown, expected) => {
  expect(errorClassOf(thrown)).toBe(expected);
});
