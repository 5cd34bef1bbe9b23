import { transform } from 'esbuild';
import type { Plugin } from 'vite';

/** Vite's own transformer leaves TC39 decorators in; esbuild lowers them, as it does for sequence packages. */
export const lowerDecorators: Plugin = {
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
