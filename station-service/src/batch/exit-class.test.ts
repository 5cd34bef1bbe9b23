import { expect, it } from 'vitest';
import { errorOfExit, type WorkerEnd } from './exit-class.ts';

const end = (changes: Partial<WorkerEnd>): WorkerEnd => ({
  ...{ code: null, signal: null, stderrTail: '', brokenFrame: null, stoodStill: false, overMemory: null },
  ...changes,
});

it.each([
  [{ code: 3 }, 'WORKER_CRASHED', 'crashed', 'the worker process ended with exit code 3'],
  [{ code: 0 }, 'WORKER_CRASHED', 'exited', 'the worker process ended with exit code 0'],
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
