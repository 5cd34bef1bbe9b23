import { transform } from 'esbuild';
import { defineConfig, type Plugin } from 'vitest/config';

/** Vite's own transformer leaves TC39 decorators in; esbuild lowers them, as it does for sequence packages. */
const lowerDecorators: Plugin = {
  name: 'lower-decorators',
  enforce: 'pre',
  async transform(code, id) {
    const [file = ''] = id.split('?');
    if (!/\.tsx?$/.test(file) || file.includes('/node_modules/')) return null;
    const out = await transform(code, {
      loader: file.endsWith('x') ? 'tsx' : 'ts',
      jsx: 'automatic',
      format: 'esm',
      target: 'node24',
      sourcemap: 'external',
      sourcefile: file,
    });
    return { code: out.code, map: out.map };
  },
};

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
            'scripts/**/*.test.ts',
            'sequences/**/*.test.ts',
            'cli/templates/**/*.test.ts',
          ],
          exclude: ['*/tests/**', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'integration',
          include: ['*/tests/**/*.test.ts'],
          globalSetup: ['scripts/build-before-tests.ts'],
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
