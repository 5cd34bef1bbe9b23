import { CodedError } from '@neurohub/contracts/errors';
import type { Command } from '@neurohub/contracts/ipc';
import { Redactor } from '@neurohub/contracts/redactor';
import type { WorkerHandle } from '@neurohub/worker-link';
import { expect, test, vi } from 'vitest';
import type { LoadedPackage } from '../sequence/package-store.ts';
import type { BatchDependencies } from './batch-dependencies.ts';
import type { LogRelay } from './log-relay.ts';
import { ManualControl } from './manual-control.ts';

/** One instrument with one command; the worker is a function, because no real one refuses END_MANUAL. */
function setUp(onCommand: (command: Partial<Command>) => unknown) {
  const show = vi.fn();
  const manual = new ManualControl({
    batch: { id: 'b1', hardware: { dmm: {} }, shared: {}, parameters: {}, simulation: false } as never,
    deps: {
      clock: { wallIso: () => '2026-11-25T09:00:00.000Z' },
      manualIdleMs: 1_000,
      redactor: new Redactor(),
    } as unknown as BatchDependencies,
    logs: { service: () => undefined } as unknown as LogRelay,
    show,
  });
  const command = vi.fn(async (body: Partial<Command>) => onCommand(body));
  const worker = { command, process: { kill: vi.fn() } } as unknown as WorkerHandle;
  const loaded = {
    manifest: { name: 'p', manualCommands: [], hardware: { dmm: { configSchema: {}, manualCommands: [] } } },
    definition: { commands: { dmm: [{ name: 'echo', parameters: [] }] } },
    compiled: { drivers: { dmm: { module: 'd.js', class: 'D' } }, simulators: {} },
  } as unknown as LoadedPackage;
  return { manual, worker, loaded, command, show };
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
