import { CodedError } from '@neurohub/contracts/errors';
import type { Command } from '@neurohub/contracts/ipc';
import { Redactor } from '@neurohub/contracts/redactor';
import { LEAST_POLL_MS, type ManualBody } from '@neurohub/contracts/rest';
import type { WorkerHandle } from '@neurohub/worker-link';
import { expect, test, vi } from 'vitest';
import type { LoadedPackage } from '../sequence/package-store.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import type { LogRelay } from './log-relay.ts';
import { ManualControl } from './manual-control.ts';

/** One instrument with one command; the worker is a function, because no real one refuses END_MANUAL. */
function setUp(onCommand: (command: Partial<Command>) => unknown) {
  const show = vi.fn();
  const said: string[] = [];
  const nowMs = { value: 0 };
  const manual = new ManualControl({
    batch: { id: 'b1', hardware: { dmm: {} }, shared: {}, parameters: {}, simulation: false } as never,
    deps: {
      clock: { wallIso: () => '2026-11-25T09:00:00.000Z', monotonicMs: () => nowMs.value },
      manualIdleMs: 1_000,
      redactor: new Redactor(),
    } as unknown as BatchDependencies,
    logs: { service: (_level: string, line: string) => said.push(line) } as unknown as LogRelay,
    show,
  });
  const command = vi.fn(async (body: Partial<Command>) => onCommand(body));
  const worker = { command, process: { kill: vi.fn() } } as unknown as WorkerHandle;
  const loaded = {
    manifest: { name: 'p', manualCommands: [], hardware: { dmm: { configSchema: {}, manualCommands: [] } } },
    definition: {
      commands: {
        dmm: [
          { name: 'echo', category: 'control', parameters: [] },
          { name: 'read', category: 'measurement', parameters: [] },
        ],
      },
    },
    compiled: { drivers: { dmm: { module: 'd.js', class: 'D' } }, simulators: {} },
  } as unknown as LoadedPackage;
  /** One command from its beginning to its answer. */
  const ask = async (body: Partial<ManualBody> = {}) => {
    const { answer } = await manual.begin({ hardware: 'dmm', command: 'echo', ...body }, { worker, loaded });
    const { commandId = '' } = (command.mock.lastCall?.[0] ?? {}) as { commandId?: string };
    manual.report({ type: 'MANUAL_RESULT', epoch: 1, commandId, durationMs: 1 });
    return answer;
  };
  return { manual, worker, loaded, command, show, said, nowMs, ask };
}

test('an end that the worker was not asked for can be asked for again', async () => {
  let isLost = true;
  const { manual, worker, loaded } = setUp(({ type }) => {
    if (type === 'END_MANUAL' && isLost) throw new CodedError('WORKER_TIMEOUT', 'no answer');
  });
  const { answer } = await manual.begin({ hardware: 'dmm', command: 'echo' }, { worker, loaded });
  const [call] = (worker.command as ReturnType<typeof vi.fn>).mock.calls as [{ commandId: string }][];
  manual.report({ type: 'MANUAL_RESULT', epoch: 1, commandId: call?.[0].commandId ?? '', durationMs: 1 });
  await answer;
  await expect(manual.end(worker)).rejects.toMatchObject({ code: 'WORKER_TIMEOUT' });
  // Still open, and usable: it is not taken for one that is being ended.
  await expect(manual.begin({ hardware: 'dmm', command: 'echo' }, { worker, loaded })).resolves.toBeDefined();
  isLost = false;
  const ended = manual.end(worker);
  await vi.waitFor(() => expect(worker.command).toHaveBeenLastCalledWith({ type: 'END_MANUAL' }, expect.anything()));
  manual.report({ type: 'MANUAL_ENDED', epoch: 1, reason: 'asked', failures: [] });
  await expect(ended).resolves.toBeUndefined();
});

test('what a screen has taken is its alone, until its connection ends', async () => {
  const { manual, worker, command, show, ask } = setUp(() => undefined);
  const { hold } = manual.take('Kim');
  expect(show).toHaveBeenLastCalledWith({ hardware: [], since: expect.any(String), by: 'Kim', atScreen: true });
  await expect(ask()).rejects.toMatchObject({ code: 'MANUAL_HELD', details: { by: 'Kim' } });
  expect(() => manual.take('Lee')).toThrow('Kim has manual control at a screen');
  await expect(ask({ hold: 'another' })).rejects.toMatchObject({ code: 'MANUAL_ABORTED' });
  await ask({ hold });
  expect(await manual.release('another', worker)).toBe(false);
  const released = manual.release(hold, worker);
  await vi.waitFor(() => expect(command).toHaveBeenLastCalledWith({ type: 'END_MANUAL' }, expect.anything()));
  const error = { code: 'DRIVER_ERROR', message: 'no answer' } as const;
  const failures = [{ hardware: 'dmm', action: 'safeStop' as const, error }];
  manual.report({ type: 'MANUAL_ENDED', epoch: 1, reason: 'asked', failures });
  await expect(released).rejects.toMatchObject({ code: 'CLEANUP_FAILED' });
  expect(show).toHaveBeenLastCalledWith(null, expect.objectContaining({ cause: 'screenLost', unsafe: ['dmm'] }));
  await expect(ask({ hold })).rejects.toMatchObject({ code: 'MANUAL_ABORTED' });
});

test('taken and never used, it ends without the worker: when it is asked, and by itself', async () => {
  vi.useFakeTimers();
  const { manual, command, show } = setUp(() => undefined);
  manual.take(undefined);
  await manual.end(null, 'sequence');
  expect(show).toHaveBeenLastCalledWith(null, expect.objectContaining({ cause: 'sequence' }));
  manual.take(undefined);
  vi.advanceTimersByTime(1_000);
  expect(show).toHaveBeenLastCalledWith(null, expect.objectContaining({ cause: 'idle' }));
  expect(command).not.toHaveBeenCalled();
  vi.useRealTimers();
});

test('a refused first command leaves the screen what it has taken, and a session of nobody does not come about', async () => {
  const { manual, show, ask } = setUp(() => {
    throw new CodedError('SEQUENCE_ALREADY_RUNNING', 'it tests');
  });
  await expect(ask()).rejects.toMatchObject({ code: 'SEQUENCE_ALREADY_RUNNING' });
  expect(show).toHaveBeenLastCalledWith(null);
  const { hold } = manual.take('Kim');
  await expect(ask({ hold })).rejects.toMatchObject({ code: 'SEQUENCE_ALREADY_RUNNING' });
  expect(show).toHaveBeenLastCalledWith(expect.objectContaining({ hardware: [], by: 'Kim' }));
  await expect(manual.end(null)).resolves.toBeUndefined();
});

test('a value that is polled is put down once in a session, and not read too often; only measurements are polled', async () => {
  const { manual, said, nowMs, ask } = setUp(() => undefined);
  const body = { hardware: 'dmm', command: 'read', poll: true } as const;
  expect(manual.hasPolled(body)).toBe(false);
  await ask(body);
  expect(manual.hasPolled(body)).toBe(true);
  nowMs.value = LEAST_POLL_MS - 1;
  await expect(ask(body)).rejects.toMatchObject({ code: 'MANUAL_BUSY' });
  nowMs.value = LEAST_POLL_MS;
  await ask(body);
  expect(said.filter((line) => line.includes('dmm.read'))).toHaveLength(1);
  await expect(ask({ poll: true })).rejects.toMatchObject({ code: 'PARAMETER_INVALID' });
  manual.workerGone({ code: 'WORKER_CRASHED', message: 'it died' });
  expect(manual.hasPolled(body)).toBe(false);
});
