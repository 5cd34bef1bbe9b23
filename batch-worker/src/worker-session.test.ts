import type { WorkerBoot } from '@neurohub/contracts/ipc';
import { WORKER_EXIT } from '@neurohub/contracts/vocabulary';
import type { ExecutionResult } from '@neurohub/sequence-sdk/executor';
import { expect, test, vi } from 'vitest';
import type { RunnerParts, StartCommand } from './execution-runner.ts';
import { WorkerSession } from './worker-session.ts';

const HASH = 'a'.repeat(64);
const START = {
  ...{ type: 'START_SEQUENCE', executionId: '00000000-0000-4000-8000-000000000001', dut: {}, secrets: {} },
  plan: { sequence: { packageHash: HASH }, steps: [], hardware: {} },
} as unknown as StartCommand;

/** A session whose executions end at once, with this result. */
function sessionOf(result: Partial<ExecutionResult>) {
  const exit = vi.fn();
  const ended = vi.fn(async () => ({ committed: true, fenced: false, mustReplaceWorker: false, ...result }));
  class Execution {
    status = { step: null };
    run = ended;
  }
  const pack = { Execution, host: async () => ({ describe: () => ({ steps: [] }) }) };
  const leases = { resourcesFor: () => ({}), settled: async () => undefined };
  const parts = {
    pack,
    leases,
    guard: { nameActivities: () => undefined, nameSecrets: () => undefined },
  } as unknown as RunnerParts;
  const session = new WorkerSession({ package: { hash: HASH } } as WorkerBoot, parts, exit);
  return { session, exit, ended };
}

test.each([
  ['it is fenced: a newer worker owns the batch', { fenced: true, committed: false }, WORKER_EXIT.fenced],
  ['its end could not be committed', { committed: false }, WORKER_EXIT.replaceMe],
  ['code of the package may still be running', { mustReplaceWorker: true }, WORKER_EXIT.replaceMe],
])('the worker goes after an execution when %s', async (_why, result, code) => {
  const { session, exit } = sessionOf(result);
  session.handle(START);
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith(code));
});

test('the worker stays after an execution that ended well', async () => {
  const { session, exit, ended } = sessionOf({});
  session.handle(START);
  await vi.waitFor(() => expect(session.executionId).toBeNull());
  expect(ended).toHaveBeenCalledOnce();
  expect(exit).not.toHaveBeenCalled();
});

test('a plan for another version of the package is refused', () => {
  const { session, ended } = sessionOf({});
  const plan = { ...START.plan, sequence: { ...START.plan.sequence, packageHash: 'b'.repeat(64) } };
  expect(() => session.handle({ ...START, plan })).toThrow('another version');
  expect(ended).not.toHaveBeenCalled();
});
