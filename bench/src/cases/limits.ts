import { type LimitInput, normaliseLimits } from '@neurohub/contracts/limits';
import { judge } from '@neurohub/sequence-sdk/executor';
import type { BenchCase } from '../bench-case.ts';

const JUDGEMENTS = 1_000_000;

const KINDS: readonly { id: string; title: string; limit: LimitInput }[] = [
  { id: 'limits-range', title: 'a range', limit: { low: -0.5, high: 0.5, marginalLow: -0.4, marginalHigh: 0.4 } },
  { id: 'limits-nominal', title: 'a nominal with percent', limit: { nominal: 0.2, tolerancePercent: 30 } },
];

/** What judging costs: one million numbers against one numeric limit each, the limit read once. */
export const limits: BenchCase = {
  name: 'limits',
  async run({ times, report }) {
    const values = Float64Array.from({ length: JUDGEMENTS }, (_, i) => Math.sin(i));
    for (const { id, title, limit } of KINDS) {
      const prepared = normaliseLimits(id, limit);
      judgeAll(values, (value) => judge(value, prepared).outcome);
      const samples = Array.from({ length: times(10) }, () =>
        judgeAll(values, (value) => judge(value, prepared).outcome),
      );
      report({ id, title: `1 M numbers judged by ${title}`, unit: 'ms', samples });
    }
    const samples = Array.from({ length: times(10) }, () =>
      judgeAll(values, (value) => judge(value, normaliseLimits('x', { low: -0.5, high: 0.5 })).outcome),
    );
    report({ id: 'limits-read-and-judged', title: '1 M ranges read, checked and judged', unit: 'ms', samples });
  },
};

function judgeAll(values: Float64Array, outcomeOf: (value: number) => string): number {
  const startMs = performance.now();
  let passed = 0;
  for (const value of values) if (outcomeOf(value) === 'PASS') passed += 1;
  const durationMs = performance.now() - startMs;
  if (passed === 0 || passed === values.length) throw new Error('some have to pass and some to fail');
  return durationMs;
}
