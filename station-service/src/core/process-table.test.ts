import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ProcessTable, parseStat, treeOf } from './process-table.ts';

const stat = (pid: number, parent: number, group = pid) => ({ pid, parent, group, ticks: 0 });

describe('the processes of a worker', () => {
  test('are it, what it started, and what those started in groups of their own', () => {
    const all = [stat(30, 20, 30), stat(1, 0), stat(10, 1), stat(20, 10, 10), stat(40, 1, 40)];
    expect(treeOf(10, all).map(({ pid }) => pid)).toEqual([10, 20, 30]);
  });

  test('are also those that lost their parent and are still in a group of theirs', () => {
    const all = [stat(10, 1), stat(20, 10, 20), stat(21, 1, 20), stat(11, 1, 10), stat(50, 1, 50)];
    expect(treeOf(10, all).map(({ pid }) => pid)).toEqual([10, 20, 21, 11]);
  });
});

test('a name with brackets and blanks is no trouble', () => {
  const text = '7 (a) b (c)) S 3 5 5 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 100 1 2';
  expect(parseStat(7, text)).toEqual({ pid: 7, parent: 3, group: 5, ticks: 200 });
  expect(parseStat(7, '')).toBeNull();
});

describe.skipIf(process.platform !== 'linux')('on this machine (/proc is Linux only)', () => {
  test('a child in a group of its own is found, with its memory, again and again', async () => {
    const child = spawn('sleep', ['60'], { detached: true });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child, 'spawn');
    const table = new ProcessTable();
    for (let look = 0; look < 4; look += 1) {
      const pids = table
        .look([process.pid])
        .get(process.pid)
        ?.map(({ pid }) => pid);
      expect(pids).toContain(process.pid);
      expect(pids).toContain(child.pid);
    }
    expect(table.memoryOf(process.pid)).toBeGreaterThan(10 * 1024 ** 2);
    expect(table.memoryOf(2 ** 30)).toBe(0);
  });
});
