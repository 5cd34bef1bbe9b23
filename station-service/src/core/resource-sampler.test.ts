import { expect, test } from 'vitest';
import type { ProcessStat } from './process-table.ts';
import { type ResourceSample, ResourceSampler } from './resource-sampler.ts';

function machine() {
  const state = { nowMs: 0, trees: new Map<number, ProcessStat[]>() };
  const table = { look: () => state.trees, memoryOf: (pid: number) => pid * 1_000 };
  using sampler = new ResourceSampler({ table, nowMs: () => state.nowMs });
  const samples: ResourceSample[] = [];
  return { state, sampler, samples, take: (sample: ResourceSample) => void samples.push(sample) };
}
const stat = (pid: number, ticks: number): ProcessStat => ({ pid, parent: 1, group: 1, ticks });

test('memory is that of all processes together, CPU what they computed since the last look, of its cores', () => {
  const { state, sampler, samples, take } = machine();
  const stop = sampler.watch(5, { cores: 2, take });
  state.trees.set(5, [stat(5, 100), stat(6, 0)]);
  sampler.look();
  state.nowMs = 1_000;
  state.trees.set(5, [stat(5, 150), stat(6, 30), stat(7, 20)]);
  sampler.look();
  expect(samples).toEqual([
    { memoryBytes: 11_000, cpuPercent: 0, pids: [5, 6] },
    { memoryBytes: 18_000, cpuPercent: 50, pids: [5, 6, 7] },
  ]);
  stop();
});

test('a process that has ended is sampled no more, nor one that nobody watches any more', () => {
  const { state, sampler, samples, take } = machine();
  const stop = sampler.watch(5, { cores: 1, take });
  state.trees.set(5, [stat(6, 0)]);
  sampler.look();
  state.trees.set(5, [stat(5, 0)]);
  stop();
  stop();
  sampler.look();
  expect(samples).toEqual([]);
});
