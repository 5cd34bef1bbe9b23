/** For tests: the thread entries (and other entries) as the build would compile them, in a folder of their own. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface CompiledThreads extends AsyncDisposable {
  writerEntry: string;
  readerEntry: string;
  longReaderEntry: string;
  /** Where `extraEntries` are, under their own names ending in .mjs. */
  dir: string;
}

/** Inside the workspace, so that better-sqlite3 is found as it is in the product. The folder goes when this is disposed. */
export async function compileThreads(extraEntries: Record<string, string> = {}): Promise<CompiledThreads> {
  const cache = fileURLToPath(new URL('../../../.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  const dir = await mkdtemp(join(cache, 'test-threads-'));
  const source = (name: string) => fileURLToPath(new URL(`../${name}.ts`, import.meta.url));
  await build({
    entryPoints: {
      ...{ 'db-writer': source('writer-thread'), 'db-reader': source('reader-thread') },
      ...{ 'db-long-reader': source('long-reader-thread'), ...extraEntries },
    },
    outdir: dir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    external: ['better-sqlite3', 'better-sqlite3-multiple-ciphers'],
    define: { __KILL_POINTS__: 'true' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return {
    writerEntry: join(dir, 'db-writer.mjs'),
    readerEntry: join(dir, 'db-reader.mjs'),
    longReaderEntry: join(dir, 'db-long-reader.mjs'),
    dir,
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
