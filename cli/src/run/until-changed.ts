import { watch } from 'node:fs/promises';

/** Editors write a file in several steps: what comes within this time is one change. */
const SETTLE_MS = 150;
const IGNORED = /(^|[\\/])(\.|node_modules|results|dist)|[~]$/;

/** Resolves when something in the folder has changed and settled, or `ended` resolves. Listens from the call on. */
export async function untilChanged(folder: string, ended: Promise<void>): Promise<void> {
  const stop = new AbortController();
  void ended.then(() => stop.abort());
  let settled: NodeJS.Timeout | undefined;
  try {
    for await (const { filename } of watch(folder, { recursive: true, signal: stop.signal })) {
      if (filename === null || IGNORED.test(filename)) continue;
      clearTimeout(settled);
      settled = setTimeout(() => stop.abort(), SETTLE_MS);
    }
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
  } finally {
    clearTimeout(settled);
  }
}
