import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT, workplace } from './_util.ts';

/** What a page tells its reader to type, line by line; `alias` is for their own shell. */
async function commandsOf(page: string): Promise<string[]> {
  const text = await readFile(join(ROOT, page), 'utf8');
  const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.split('\n'));
  return lines.filter((line) => line.startsWith('station '));
}

/** As the shell of the reader runs it, with `station` on the path. */
function typed(line: string, cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${join(cwd, '.bin')}:${process.env['PATH']}` };
    const child = execFile('/bin/sh', ['-c', line], { cwd, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

/** Not on Windows, whose readers have another shell. */
it.skipIf(process.platform === 'win32').each([
  ['README.md', 2],
  ['README.ko.md', 2],
  ['docs/write-a-sequence.md', 5],
  ['docs/package.md', 10],
])('what %s tells to type works, line by line, for somebody who has nothing yet', async (page, atLeast) => {
  const { cwd } = await workplace();
  await mkdir(join(cwd, 'data'));
  await mkdir(join(cwd, '.bin'));
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'cli/dist/station.js')}' "$@"\n`;
  await writeFile(join(cwd, '.bin/station'), script, { mode: 0o755 });
  const lines = await commandsOf(page);
  expect(lines.length).toBeGreaterThanOrEqual(atLeast);
  for (const line of lines) {
    const { code, output } = await typed(line, cwd);
    expect(code, `${line}\n${output}`).toBe(0);
  }
});
