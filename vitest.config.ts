import { defineConfig } from 'vitest/config';
import { lowerDecorators } from './cli/src/test/lower-decorators.ts';

const common = { pool: 'forks' as const, maxWorkers: 2, testTimeout: 20_000, hookTimeout: 60_000 };

export default defineConfig({
  oxc: false,
  plugins: [lowerDecorators],
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...common,
          name: 'unit',
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
          include: ['*/tests/**/*.test.ts', 'neurohub/*/tests/**/*.test.ts'],
          globalSetup: ['scripts/build-before-tests.ts'],
          testTimeout: 60_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
