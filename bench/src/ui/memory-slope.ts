import { setTimeout as pause } from 'node:timers/promises';
import type { BenchContext } from '../bench-case.ts';
import type { WatchedPage } from './watched-page.ts';

const LOOKS_A_MINUTE = 6;
/** Compiled code and caches fill up first. */
const WARM_UP = 1 / 3;

/** What the page keeps under load, once garbage has gone, and how much more of it there is each minute. */
export async function memorySlope({
  context: { report },
  page,
  minutes,
}: {
  context: BenchContext;
  page: WatchedPage;
  minutes: number;
}): Promise<void> {
  const looks: { minute: number; mb: number }[] = [];
  const begunMs = performance.now();
  while (performance.now() - begunMs < minutes * 60_000) {
    await pause(60_000 / LOOKS_A_MINUTE);
    looks.push({ minute: (performance.now() - begunMs) / 60_000, mb: await page.heapMb() });
  }
  const warm = looks.slice(Math.floor(looks.length * WARM_UP));
  report({
    id: 'heap',
    title: `memory of the page under load, ${minutes} min`,
    unit: 'MB',
    samples: looks.map(({ mb }) => mb),
  });
  report({
    id: 'heap-slope',
    title: 'its growth after the first third, each minute',
    unit: 'MB',
    samples: [slope(warm)],
  });
}

/** Least squares: MB a minute. */
function slope(looks: readonly { minute: number; mb: number }[]): number {
  const mean = (of: (look: (typeof looks)[number]) => number) =>
    looks.reduce((sum, look) => sum + of(look), 0) / looks.length;
  const [x, y] = [mean(({ minute }) => minute), mean(({ mb }) => mb)];
  const [over, under] = looks.reduce(
    ([a, b], { minute, mb }) => [a + (minute - x) * (mb - y), b + (minute - x) ** 2],
    [0, 0],
  );
  return under === 0 ? 0 : over / under;
}
