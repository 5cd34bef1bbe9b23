import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { getPriority } from 'node:os';
import { expect, onTestFinished, test, vi } from 'vitest';
import { launchOn, prioritise } from './process-limits.ts';

test('without cores the program is started as it is', () => {
  expect(launchOn(undefined, ['node', 'a.js'], expect.unreachable)).toEqual({ command: 'node', args: ['a.js'] });
});

test.skipIf(process.platform !== 'linux')('a program on its cores is started by taskset (Linux only)', () => {
  const { command, args } = launchOn([0, 2], ['node', 'a.js'], expect.unreachable);
  expect(command).toMatch(/\/taskset$/);
  expect(args).toEqual(['-c', '0,2', 'node', 'a.js']);
});

test('on a system without taskset it is started all the same, and that is said', () => {
  vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
  onTestFinished(() => void vi.restoreAllMocks());
  const notice = vi.fn();
  expect(launchOn([0], ['node', 'a.js'], notice)).toEqual({ command: 'node', args: ['a.js'] });
  expect(notice.mock.calls).toEqual([[expect.stringContaining('cpu_affinity has no effect')]]);
});

test('a process gets its priority; one that cannot have it is said', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  prioritise(child.pid, 'low', expect.unreachable);
  expect(getPriority(child.pid)).toBe(10);
  const notice = vi.fn();
  prioritise(2 ** 30, 'low', notice);
  expect(notice.mock.calls).toEqual([[expect.stringMatching(/priority: low has no effect.*ESRCH/)]]);
});
