/** The ```ts blocks of the documentation, as files that can be compiled. */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface Snippet {
  /** Relative to the page's folder. */
  file: string;
  code: string;
  /** Line of the page where the block begins. */
  line: number;
}

const FRAME_OR_BLOCK = /<!-- inside:(?<frame>[\s\S]*?)-->|```ts\n(?<code>[\s\S]*?)```/g;

/**
 * Each block is a file: named by its first line (`// drivers/dmm.ts`), so that blocks of a page can import each other, else by its place.
 * Blocks that import nothing are parts of a file: `<!-- inside: class Board { read() { … } } -->` says of what, for all that follow, with
 * an ellipsis in their place.
 */
export function snippetsOf(page: string): Snippet[] {
  const snippets: Snippet[] = [];
  let frame = '…';
  for (const match of page.matchAll(FRAME_OR_BLOCK)) {
    frame = match.groups?.['frame'] ?? frame;
    const code = match.groups?.['code'];
    if (code === undefined) continue;
    const name = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1];
    const line = page.slice(0, match.index).split('\n').length;
    const isWhole = name !== undefined || /^(import|export) /m.test(code);
    const file = name ?? `block-${snippets.length + 1}.ts`;
    snippets.push({ file, line, code: isWhole ? code : frame.replace('…', () => code) });
  }
  return snippets;
}

/** Writes the blocks of all pages that match below `folder`, one folder a page; answers how many there are. */
export function writeSnippets(root: string, pages: string, folder: string): number {
  rmSync(folder, { recursive: true, force: true });
  let count = 0;
  for (const page of globSync(pages, { cwd: root }).sort())
    for (const { file, code, line } of snippetsOf(readFileSync(join(root, page), 'utf8'))) {
      const path = join(folder, basename(page, '.md'), file);
      mkdirSync(dirname(path), { recursive: true });
      // A module of its own in any case; where it came from stands in what the compiler says.
      writeFileSync(path, `// ${page}, line ${line}\n${code}\nexport {};\n`, { flag: 'wx' });
      count += 1;
    }
  return count;
}
