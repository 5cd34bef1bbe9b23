import { expect, test, vi } from 'vitest';
import { ResourceUse } from './resource-use.ts';

const MB = 1024 ** 2;

function using(maxMb?: number) {
  const told = { raise: vi.fn(), clear: vi.fn(), show: vi.fn(), warn: vi.fn(), onOver: vi.fn() };
  const { raise, clear, show, warn, onOver } = told;
  const limits = { maxMemoryBytes: maxMb === undefined ? undefined : maxMb * MB, cpuAffinity: undefined };
  const sampler = { watch: () => () => undefined };
  const use = new ResourceUse({ batchId: 'b1', limits, sampler, alarms: { raise, clear }, show, warn });
  use.begin({ pid: 5, onOver });
  const take = (mb: number, cpuPercent = 0) => use.take({ memoryBytes: mb * MB, cpuPercent, pids: [5, 6] }, onOver);
  return { use, take, ...told };
}

test('an alarm is raised at 80 %, and is over below 70 %, not before', () => {
  const { take, raise, clear } = using(100);
  take(79);
  expect(raise).not.toHaveBeenCalled();
  take(80);
  expect(raise).toHaveBeenCalledWith(expect.objectContaining({ code: 'MEMORY_HIGH', batchId: 'b1' }));
  clear.mockClear();
  take(70);
  expect(clear).not.toHaveBeenCalled();
  take(69);
  expect(clear).toHaveBeenCalledWith({ code: 'MEMORY_HIGH', batchId: 'b1' });
});

test('a process that has all it may have is ended once, with everything that is part of it', () => {
  const { take, onOver } = using(100);
  take(99);
  expect(onOver).not.toHaveBeenCalled();
  take(110);
  take(120);
  expect(onOver.mock.calls).toEqual([['110 MB, and resource_limits.max_memory_mb is 100', [5, 6]]]);
});

test('it is shown at most every second look, and only when a person would see a difference', () => {
  const { take, show } = using();
  take(100);
  take(100);
  expect(show.mock.calls).toEqual([[{ memoryBytes: 100 * MB, cpuPercent: 0 }]]);
  for (let look = 0; look < 5; look += 1) take(101, 3);
  expect(show).toHaveBeenCalledTimes(1);
  take(101, 40);
  expect(show).toHaveBeenCalledTimes(2);
});

test('with a limit it tells how much there is, and which part of it is used', () => {
  const { take, show } = using(200);
  take(50);
  take(50);
  expect(show).toHaveBeenCalledWith({
    ...{ memoryBytes: 50 * MB, cpuPercent: 0 },
    ...{ memoryPercent: 25, memoryLimitBytes: 200 * MB },
  });
});

test('nothing is shown of a process that has ended, and its alarm is over', () => {
  const { use, take, show, clear } = using(100);
  take(90);
  take(90);
  clear.mockClear();
  use.end();
  use.end();
  expect(show.mock.calls.at(-1)).toEqual([null]);
  expect(show).toHaveBeenCalledTimes(2);
  expect(clear).toHaveBeenCalledWith({ code: 'MEMORY_HIGH', batchId: 'b1' });
});

test('a system that does not say what a process uses is told about once, when that matters', () => {
  const warn = vi.fn();
  const none = { raise: vi.fn(), clear: vi.fn() };
  const parts = { batchId: 'b1', sampler: undefined, alarms: none, show: vi.fn(), warn };
  const limited = new ResourceUse({ ...parts, limits: { maxMemoryBytes: MB, cpuAffinity: undefined } });
  limited.begin({ pid: 5, onOver: vi.fn() });
  limited.begin({ pid: 6, onOver: vi.fn() });
  new ResourceUse({ ...parts, limits: { maxMemoryBytes: undefined, cpuAffinity: undefined } }).begin({
    pid: 7,
    onOver: vi.fn(),
  });
  expect(warn).toHaveBeenCalledTimes(1);
});
