import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { measure } from './measure.ts';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'bench-'));
});
afterEach(() => {
  rmSync(scratch, { recursive: true });
});
const options = (quick: boolean) => ({ scratch, buildRoot: '', quick, tell: () => undefined });

test('a case that breaks down is told, and the others are measured', async () => {
  const broken = {
    name: 'broken',
    run: async () => {
      throw new Error('no disk');
    },
  };
  const good = {
    name: 'good',
    run: async ({
      report,
    }: {
      report: (draft: { id: string; title: string; unit: 'ms'; samples: number[] }) => void;
    }) => report({ id: 'good', title: 'good', unit: 'ms', samples: [1] }),
  };
  const { figures, failures } = await measure([broken, good], options(false));
  expect(figures.map(({ id }) => id)).toEqual(['good']);
  expect(failures).toMatchObject([{ id: 'broken', reason: expect.stringContaining('no disk') }]);
});

test('a quick run repeats a tenth as often, and at least once', async () => {
  const seen: number[] = [];
  const counting = {
    name: 'counting',
    run: async ({ times }: { times: (full: number) => number }) => void seen.push(times(40), times(3)),
  };
  await measure([counting], options(true));
  await measure([counting], options(false));
  expect(seen).toEqual([4, 1, 40, 3]);
});
