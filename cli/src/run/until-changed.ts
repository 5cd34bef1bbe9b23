import { statSync } from 'node:fs';
import { watch } from 'node:fs/promises';

/** Editors write a file in several steps: what comes within this time is one change. */
const SETTLE_MS = 150;
/** A folder that was renamed or replaced tells nothing any more: it is looked for this often. */
const LOOK_EVERY_MS = 500;
const IGNORED = /(^|[\\/])(\.|node_modules|results|dist)|[~]$/;

/**
 * Resolves when something in the folder has changed and settled, when another folder stands in its place, or when `ended` resolves. A
 * folder that is not there is waited for. Listens from the call on.
 */
export async function untilChanged(folder: string, ended: Promise<void>): Promise<void> {
  const stop = new AbortController();
  void ended.then(() => stop.abort());
  await Promise.all([untilToldOf(folder, stop), untilReplaced(folder, stop)]);
}

async function untilToldOf(folder: string, stop: AbortController): Promise<void> {
  let settled: NodeJS.Timeout | undefined;
  try {
    for await (const { filename } of watch(folder, { recursive: true, signal: stop.signal })) {
      if (filename === null || IGNORED.test(filename)) continue;
      clearTimeout(settled);
      settled = setTimeout(() => stop.abort(), SETTLE_MS);
    }
  } catch (thrown) {
    const isGone = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    if (!stop.signal.aborted && !isGone) throw thrown;
  } finally {
    if (stop.signal.aborted) clearTimeout(settled);
  }
}

/** Keeps the process alive too, which a watcher of a folder that is gone does not. */
async function untilReplaced(folder: string, stop: AbortController): Promise<void> {
  const before = inodeOf(folder);
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setInterval(() => {
    const now = inodeOf(folder);
    if (now !== undefined && now !== before) stop.abort();
  }, LOOK_EVERY_MS);
  stop.signal.addEventListener('abort', () => resolve());
  await promise;
  clearInterval(timer);
}

const inodeOf = (folder: string): number | undefined => statSync(folder, { throwIfNoEntry: false })?.ino;
