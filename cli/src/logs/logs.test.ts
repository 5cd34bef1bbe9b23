import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFollower } from './follow-log.ts';
import { lastLines } from './last-lines.ts';
import { isWanted, readFilter } from './log-filter.ts';

let dir: string;
let file: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'station-logs-'));
  file = join(dir, 'station.log');
});
afterEach(() => rm(dir, { recursive: true }));

const line = (n: number, more: object = {}) => ({
  level: 'info',
  time: `2026-11-26T08:00:0${n}.000Z`,
  msg: `line ${n}`,
  ...more,
});
const text = (...numbers: number[]) => numbers.map((n) => `${JSON.stringify(line(n))}\n`).join('');

describe('a filter', () => {
  const filterOf = (flags: Record<string, string>) => readFilter({ flags }, Date.parse('2026-11-26T08:10:00Z'));

  it.each([
    [{ level: 'WARNING' }, { level: 'error' }, { level: 'info' }],
    [{ batch: 'b1' }, { batchId: 'b1' }, { batchId: 'b2' }],
    [{ execution: 'e1' }, { executionId: 'e1' }, {}],
    [{ name: 'alarm' }, { name: 'alarm' }, { name: 'batch' }],
    [{ search: 'Slow' }, { msg: 'worker was slow' }, { msg: 'fast' }],
    [{ since: '5m' }, { time: '2026-11-26T08:05:00.000Z' }, { time: '2026-11-26T08:04:59.999Z' }],
    [{ since: '2026-11-26T08:00:00Z' }, {}, { time: '2026-11-25T23:00:00.000Z' }],
  ])('%j lets through what is meant, and nothing else', (flags, wanted, other) => {
    expect(isWanted(line(1, wanted), filterOf(flags))).toBe(true);
    expect(isWanted(line(1, other), filterOf(flags))).toBe(false);
  });

  it.each([{ level: 'loud' }, { since: 'yesterday' }])('%j is refused with what is allowed', (flags) => {
    expect(() => filterOf(flags)).toThrow(/expected .*, got "/);
  });
});

describe('lastLines', () => {
  it('takes the newest lines over set-aside files, oldest first, and leaves out what is no line', async () => {
    await writeFile(`${file}.2`, text(1));
    await writeFile(`${file}.1`, `${text(2)}cut off {"level"\n${text(3)}`);
    await writeFile(file, text(4, 5));
    const numbers = async (count: number) =>
      (await lastLines(file, {}, count)).map(({ msg }) => msg?.slice(-1)).join('');
    expect(await numbers(1)).toBe('5');
    expect(await numbers(4)).toBe('2345');
    expect(await numbers(99)).toBe('12345');
  });

  it('says where it looked when there is no log', async () => {
    await expect(lastLines(file, {}, 1)).rejects.toMatchObject({
      code: 'MISSING_FILE',
      message: expect.stringContaining(file),
    });
  });
});

describe('LogFollower', () => {
  async function follow() {
    const seen: string[] = [];
    let gaps = 0;
    const follower = new LogFollower(file, {
      onLines: (lines) => seen.push(...lines.map((one) => (JSON.parse(one) as { msg: string }).msg.slice(-1))),
      onGap: () => {
        gaps += 1;
      },
    });
    return { follower, seen: () => seen.join(''), gaps: () => gaps };
  }
  /** As the service does it: with two set-aside files. */
  async function rotate() {
    await rename(`${file}.1`, `${file}.2`).catch(() => undefined);
    await rename(file, `${file}.1`);
  }

  it('begins at the end, and reads on through several rotations without losing or repeating a line', async () => {
    await writeFile(file, text(1));
    const { follower, seen, gaps } = await follow();
    expect(await follower.beginAtEnd()).toBe(text(1).length);
    await appendFile(file, text(2));
    await follower.readOn();
    await appendFile(file, text(3));
    await rotate();
    await writeFile(file, text(4));
    await rotate();
    await writeFile(file, text(5).slice(0, 20));
    await follower.readOn();
    await appendFile(file, text(5).slice(20));
    await follower.readOn();
    expect(seen()).toBe('2345');
    expect(gaps()).toBe(0);
    await follower[Symbol.asyncDispose]();
  });

  it('waits while the file is being set aside, and for one that is not there yet', async () => {
    const { follower, seen } = await follow();
    expect(await follower.beginAtEnd()).toBe(0);
    await follower.readOn();
    await writeFile(file, text(1));
    await follower.readOn();
    await rotate();
    await follower.readOn();
    await writeFile(file, text(2));
    await follower.readOn();
    expect(seen()).toBe('12');
    await follower[Symbol.asyncDispose]();
  });

  it('says that something is missing when files were removed before it could read them', async () => {
    await writeFile(file, text(1));
    const { follower, seen, gaps } = await follow();
    await follower.beginAtEnd();
    for (const n of [2, 3, 4]) {
      await rotate();
      await writeFile(file, text(n));
    }
    await follower.readOn();
    expect(seen()).toBe('234');
    expect(gaps()).toBe(1);
    await follower[Symbol.asyncDispose]();
  });

  it('goes on with a file that somebody has emptied', async () => {
    await writeFile(file, text(1, 2));
    const { follower, seen } = await follow();
    await follower.beginAtEnd();
    await truncate(file);
    await appendFile(file, text(3));
    await follower.readOn();
    expect(seen()).toBe('3');
    await follower[Symbol.asyncDispose]();
  });
});
