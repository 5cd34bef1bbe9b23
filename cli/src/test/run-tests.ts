import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';
import { BUILT } from '../built-files.ts';
import { lowerDecorators } from './lower-decorators.ts';

/** Long enough to load an instrument's library on a machine that is busy: OPC-UA alone takes seconds there. */
const TEST_LIMIT_MS = 30_000;

export interface TestSummary {
  passed: number;
  failed: number;
  skipped: number;
  failures: { file: string; test: string; message: string }[];
}

/**
 * Runs the `*.test.ts` of a package, wherever it is: the SDK is the one file of this station, Vitest the one it came with, and
 * decorators are lowered as for the station. Null when there is no test.
 */
export async function runTests(
  folder: string,
  { filters, isSilent }: { filters: string[]; isSilent: boolean },
): Promise<TestSummary | null> {
  const vitest = await startVitest(
    'test',
    filters,
    {
      root: folder,
      config: false,
      watch: false,
      include: ['**/*.test.ts'],
      pool: 'forks',
      // Nothing is left behind in the package.
      cache: false,
      fsModuleCache: false,
      passWithNoTests: true,
      testTimeout: TEST_LIMIT_MS,
      hookTimeout: TEST_LIMIT_MS,
      reporters: isSilent ? [{}] : ['default'],
    },
    {
      oxc: false,
      plugins: [lowerDecorators],
      cacheDir: join(tmpdir(), 'station-test'),
      resolve: {
        alias: [
          { find: /^@neurohub\/sequence-sdk(\/.*)?$/, replacement: BUILT.sdk },
          { find: /^vitest$/, replacement: fileURLToPath(import.meta.resolve('vitest')) },
        ],
      },
    },
  );
  try {
    const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
    const broken = vitest.state
      .getTestModules()
      .flatMap((module) => module.errors().map((error) => ({ module, error })));
    if (tests.length === 0 && broken.length === 0) return null;
    // Of no test: what a file left behind, like a promise that nobody awaited. A run with one has not passed.
    const stray = vitest.state.getUnhandledErrors().map((error) => (error as Error).message);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    return {
      passed: count('passed'),
      failed: count('failed') + broken.length + stray.length,
      skipped: count('skipped'),
      failures: [
        ...stray.map((message) => ({ file: '', test: '', message })),
        ...broken.map(({ module, error }) => ({ file: module.relativeModuleId, test: '', message: error.message })),
        ...tests.flatMap((test) =>
          (test.result().errors ?? []).map(({ message }) => ({
            file: test.module.relativeModuleId,
            test: test.fullName,
            message,
          })),
        ),
      ],
    };
  } finally {
    await vitest.close();
  }
}
