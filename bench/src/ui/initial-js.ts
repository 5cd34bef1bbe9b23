/** Which scripts a screen needs before it shows anything, and how large they are on the way. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Compressed; what pages load later is not in it. */
export const MOST_INITIAL_KB = 300;

export interface Chunk {
  /** Without the hash that the build adds. */
  name: string;
  /** Kilobytes (1,000 bytes), compressed by gzip. */
  gzipKb: number;
}

/** The largest first. `dist`: folder with the index.html of a built screen. */
export function initialChunks(dist: string): Chunk[] {
  const entry = /<script[^>]* src="\.\/(assets\/[^"]+\.js)"/.exec(readFileSync(join(dist, 'index.html'), 'utf8'))?.[1];
  if (entry === undefined) throw new Error(`${dist}/index.html names no script`);
  const files = new Set<string>();
  const visit = (file: string, imports: (code: string) => string[]): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const next of imports(readFileSync(join(dist, file), 'utf8'))) visit(next, staticImports);
  };
  // The entry loads the screen itself as soon as it has run; what that imports on demand are pages.
  visit(entry, (code) => [...staticImports(code), ...dynamicImports(code)]);
  return [...files]
    .map((file) => ({
      name: nameOf(file),
      gzipKb: gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1_000,
    }))
    .sort((a, b) => b.gzipKb - a.gzipKb);
}

const staticImports = (code: string) => importsBy(code, /\b(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g);
const dynamicImports = (code: string) => importsBy(code, /\bimport\(\s*["'`]\.\/([^"'`]+\.js)["'`]/g);

function importsBy(code: string, pattern: RegExp): string[] {
  return [...code.matchAll(pattern)].map(([, file]) => `assets/${file}`);
}

const nameOf = (file: string) => file.replace(/^assets\//, '').replace(/-[\w-]{8}\.js$/, '');
