import { spawnSync } from 'node:child_process';
import { cpSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { snippetsOf, writeSnippets } from './_snippets.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Below the project, so that packages are found; git takes no notice of it. */
const FOLDER = join(ROOT, '.cache/docs-snippets');

/** A frame may name more than each of its blocks needs. */
const TSCONFIG = {
  extends: '../../tsconfig.base.json',
  compilerOptions: { noUnusedLocals: false, noUnusedParameters: false },
  include: ['**/*.ts'],
};

const node = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return { status, output: stdout + stderr };
};

let count = 0;
beforeAll(() => {
  count = writeSnippets(ROOT, '{docs/*,README*}.md', FOLDER);
  // The sequence of the readme speaks to a driver of the example.
  for (const readme of ['README', 'README.ko'])
    for (const part of ['drivers', 'utils'])
      cpSync(join(ROOT, 'sequences/pcb_test_v1', part), join(FOLDER, readme, part), { recursive: true });
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const config = `import base from '../../vitest.config.ts';
export default { plugins: base.plugins, oxc: false, test: { root: import.meta.dirname, include: ['**/*.test.ts'] } };`;
  writeFileSync(join(FOLDER, 'vitest.config.ts'), config);
});

it('finds the blocks of a page, by name or place, and puts parts of a file into their frame', () => {
  const page = [
    '# Page',
    '```ts',
    '// a.ts',
    'export const a = 1;',
    '```',
    '<!-- inside: f(() => { … }) -->',
    '```ts',
    'b();',
    '```',
  ];
  expect(snippetsOf(page.join('\n'))).toEqual([
    { file: 'a.ts', line: 2, code: '// a.ts\nexport const a = 1;\n' },
    { file: 'block-2.ts', line: 7, code: ' f(() => { b();\n }) ' },
  ]);
});

it('compiles every block of the documentation', () => {
  expect(count).toBeGreaterThan(10);
  expect(node('node_modules/typescript7/bin/tsc', '-p', FOLDER)).toEqual({ status: 0, output: '' });
});

it('runs the tests that the documentation shows', () => {
  expect(globSync('**/*.test.ts', { cwd: FOLDER })).not.toEqual([]);
  const { status, output } = node(
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    join(FOLDER, 'vitest.config.ts'),
  );
  expect(status, output).toBe(0);
});
