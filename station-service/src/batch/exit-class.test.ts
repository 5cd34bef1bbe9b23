import { CodedError } from '@neurohub/contracts/errors';
import { expect, it } from 'vitest';
import { errorOfExit, errorOfFailedStart, type WorkerEnd } from './exit-class.ts';

const end = (changes: Partial<WorkerEnd>): WorkerEnd => ({
  ...{ code: null, signal: null, stderrTail: '', brokenFrame: null, stoodStill: false, overMemory: null },
  ...changes,
});

it.each([
  [{ code: 3 }, 'WORKER_CRASHED', 'crashed', 'the worker process ended with exit code 3'],
  [{ code: 0 }, 'WORKER_CRASHED', 'exited', 'the worker process ended with exit code 0'],
  [{ code: 76 }, 'WORKER_CRASHED', 'fenced', 'a newer process had its batch'],
  [{ code: 77 }, 'WORKER_CRASHED', 'serviceGone', 'it had lost its service'],
  [{ signal: 'SIGKILL' }, 'WORKER_CRASHED', 'killed', 'the worker process ended with signal SIGKILL from outside'],
  [{ signal: 'SIGSEGV' }, 'WORKER_CRASHED', 'signal', 'the worker process ended with signal SIGSEGV'],
  [
    { signal: 'SIGKILL', overMemory: '300 MB, and resource_limits.max_memory_mb is 256' },
    ...['WORKER_OUT_OF_MEMORY', 'outOfMemory', 'it was out of memory, it had 300 MB'],
  ],
  [{ signal: 'SIGKILL', stoodStill: true }, 'WORKER_HUNG', 'hung', 'it stood still and was ended'],
  [
    {
      signal: 'SIGABRT',
      stderrTail: 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
    },
    ...['WORKER_OUT_OF_MEMORY', 'outOfMemory', 'it was out of memory'],
  ],
  [
    {
      signal: 'SIGKILL',
      stderrTail: 'watchdog: step "a" blocks the event loop past its time limit; ending the process',
    },
    ...['WORKER_CRASHED', 'blocked', 'its code blocked the event loop'],
  ],
  [
    { signal: 'SIGKILL', brokenFrame: 'rec lane: no JSON' },
    'WORKER_CRASHED',
    'protocol',
    'it broke the protocol (rec lane',
  ],
] as [Partial<WorkerEnd>, string, string, string][])('%o is %s', (changes, code, exitClass, text) => {
  const error = errorOfExit(end(changes));
  expect(error).toMatchObject({ code, details: { exitClass } });
  expect(error.message).toContain(text);
});

it('a start that failed tells whether the package or the process is to blame, and what was printed', () => {
  const died = new CodedError('BATCH_START_FAILED', 'it ended', { details: { exitCode: 3, stderr: 'oh' } });
  expect(errorOfFailedStart(died)).toMatchObject({ details: { exitClass: 'startFailed', exitCode: 3, stderr: 'oh' } });
  const broken = new CodedError('ENTRY_POINT_ERROR', 'loading it threw');
  expect(errorOfFailedStart(broken)).toMatchObject({
    code: 'ENTRY_POINT_ERROR',
    details: { exitClass: 'packageError' },
  });
});
