import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { BenchCase } from '../bench-case.ts';
import { timed } from '../clock.ts';

/** Baseline: a Node process that does nothing, from spawn to exit. */
export const nodeSpawn: BenchCase = {
  name: 'spawn',
  async run({ times, report }) {
    const samples: number[] = [];
    for (let i = 0; i < times(30); i += 1)
      samples.push(await timed(() => once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit')));
    report({ id: 'spawn', title: 'bare Node process, spawn to exit', unit: 'ms', samples });
  },
};
