import { join } from 'node:path';
import type { BenchCase } from '../bench-case.ts';
import { initialChunks, MOST_INITIAL_KB } from './initial-js.ts';

/** Chunks below it are told together. */
const WORTH_A_LINE_KB = 1;

/** What a browser loads before it shows anything, compressed. */
export const size: BenchCase = {
  name: 'size',
  async run({ buildRoot, report }) {
    const chunks = initialChunks(join(buildRoot, 'station-ui/dist'));
    const sum = (list: typeof chunks) => list.reduce((kb, { gzipKb }) => kb + gzipKb, 0);
    const aim = { of: 'p50', atMost: MOST_INITIAL_KB } as const;
    const total = [sum(chunks)];
    report({ id: 'initial-js', title: 'JavaScript before anything is shown, gzip', unit: 'KB', samples: total, aim });
    for (const { name, gzipKb } of chunks.filter((chunk) => chunk.gzipKb >= WORTH_A_LINE_KB))
      report({ id: `initial-js ${name}`, title: `  of it: ${name}`, unit: 'KB', samples: [gzipKb] });
    const small = chunks.filter((chunk) => chunk.gzipKb < WORTH_A_LINE_KB);
    report({ id: 'initial-js small', title: `  of it: ${small.length} small ones`, unit: 'KB', samples: [sum(small)] });
  },
};
