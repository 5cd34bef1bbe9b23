import { expect, test } from 'vitest';
import type { FuzzTarget } from './fuzz-target.ts';
import { inputOf, runFuzz, takeOne } from './run-fuzz.ts';

const samples = [Buffer.from('{"limit": 10, "name": "b1"}')];
/** Stumbles over a brace too few, and throws for whatever is long. */
const stumbling: FuzzTarget = {
  ...{ name: 'stumbling', samples },
  take: async (input) => {
    if (input.length > 200) throw new RangeError('too long');
    return input.includes('}') ? null : 'no end';
  },
};

test('finds what a target stumbles over, and makes the same input of the same number again', async () => {
  const seen: number[] = [];
  const report = await runFuzz({
    ...{ seed: 7, targets: [stumbling], goesOn: (round: number) => round < 200 },
    onFinding: ({ number }) => seen.push(number),
  });
  expect(report.cases).toEqual({ stumbling: 200 });
  expect(seen).toEqual(report.findings.map(({ number }) => number));
  const problems = new Set(report.findings.map(({ problem }) => problem));
  expect([...problems].sort()).toEqual(['no end', 'the look at it failed: RangeError: too long']);
  const [first] = report.findings;
  const again = { seed: 7, number: first?.number ?? -1 };
  expect(inputOf(stumbling, again)).toEqual(first?.input);
  expect(await takeOne(stumbling, again)).toEqual(first);
});

test('gives a target its turns only when it is due', async () => {
  const tame: FuzzTarget = { name: 'tame', samples, take: async () => null };
  const report = await runFuzz({
    ...{ seed: 7, targets: [tame, { ...tame, name: 'dear' }], goesOn: (round: number) => round < 10 },
    isDue: (name, round) => name === 'tame' || round % 5 === 0,
  });
  expect(report).toEqual({ seed: 7, cases: { tame: 10, dear: 2 }, findings: [] });
});
