import { randomUUID } from 'node:crypto';
import { CodedError } from '@neurohub/contracts/errors';
import { expect, test, vi } from 'vitest';
import type { ApiDependencies } from './api-dependencies.ts';
import { actFirst } from './command-once.ts';

/** A database that is as it is told to be. */
function deps({ stored = null, isBroken = false }: { stored?: object | null; isBroken?: boolean } = {}) {
  const broken = () => Promise.reject(new CodedError('STORAGE_FAILED', 'locked'));
  const storage = {
    saveCommand: isBroken ? broken : async () => undefined,
    findCommand: isBroken ? broken : async () => stored && { answer: stored },
  };
  return { storage, log: { warn: vi.fn() } } as unknown as Pick<ApiDependencies, 'storage' | 'log'>;
}
const refuse = () => Promise.reject(new CodedError('SEQUENCE_NOT_RUNNING', 'nothing runs'));

test('a repeat has the answer of the first and does nothing, whatever the database does', async () => {
  const command = { commandId: randomUUID(), request: { verb: 'kill' } };
  const broken = deps({ isBroken: true });
  expect(await actFirst(broken, command, async () => ({ executionId: 'e1' }))).toEqual({ executionId: 'e1' });
  expect(await actFirst(broken, command, refuse)).toEqual({ executionId: 'e1' });
});

test('two at the same time are one', async () => {
  const act = vi.fn(async () => ({ executionId: 'e1' }));
  const command = { commandId: randomUUID(), request: { verb: 'step' } };
  const answers = await Promise.all([actFirst(deps(), command, act), actFirst(deps(), command, act)]);
  expect(answers).toEqual([{ executionId: 'e1' }, { executionId: 'e1' }]);
  expect(act).toHaveBeenCalledTimes(1);
});

test('what an earlier life of the station answered is found once there is nothing left to do', async () => {
  const command = { commandId: randomUUID(), request: { verb: 'stop' } };
  expect(await actFirst(deps({ stored: { executionId: 'e0' } }), command, refuse)).toEqual({ executionId: 'e0' });
});

test('what was refused may be tried again', async () => {
  const command = { commandId: randomUUID(), request: { verb: 'pause' } };
  await expect(actFirst(deps(), command, refuse)).rejects.toMatchObject({ code: 'SEQUENCE_NOT_RUNNING' });
  expect(await actFirst(deps(), command, async () => ({ executionId: 'e1' }))).toEqual({ executionId: 'e1' });
});

test('a commandId of another command is refused, but never for Stop', async () => {
  const commandId = randomUUID();
  await actFirst(deps(), { commandId, request: { verb: 'pause' } }, async () => ({}));
  const skip = { commandId, request: { verb: 'skip' } };
  await expect(actFirst(deps(), skip, async () => ({}))).rejects.toMatchObject({ code: 'COMMAND_CONFLICT' });
  const stop = { commandId, request: { verb: 'stop' }, evenIfUsed: true };
  expect(await actFirst(deps(), stop, async () => ({ executionId: 'e1' }))).toEqual({ executionId: 'e1' });
});
