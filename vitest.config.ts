import { defineConfig } from 'vitest/config';
import { lowerDecorators } from './cli/src/test/lower-decorators.ts';
import { LongestFirst } from './scripts/test/longest-first.ts';
import { SecondTries } from './scripts/test/second-tries.ts';

const common = { pool: 'forks' as const, maxWorkers: 2, testTimeout: 20_000, hookTimeout: 60_000 };

export default defineConfig({
  oxc: false,
  plugins: [lowerDecorators],
  test: {
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new SecondTries()],
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: [
            '*/src/**/*.test.{ts,tsx}',
            'neurohub/*/src/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'sequences/**/*.test.ts',
            'cli/templates/**/*.test.ts',
          ],
          exclude: ['*/tests/**', 'neurohub/*/tests/**', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['*/tests/**/*.test.ts', 'neurohub/*/tests/**/*.test.ts'],
          globalSetup: ['scripts/build-before-tests.ts'],
          testTimeout: 60_000,
          // They wait for processes and time limits much of the time: 835 s instead of 990 for everything, on two cores.
          maxWorkers: 3,
          // Real processes on a machine that others use too: once in some thousand tests the machine is what failed. It is counted.
          retry: 1,
        },
      },
    ],
  },
});
