import { type Stats, stat, unwatchFile, watchFile } from 'node:fs';

const LOOK_EVERY_MS = 500;
/** An editor may write a file in several parts: it is read when it has stood still for so long. */
const STILL_FOR_MS = 300;

/** Calls when the file has changed and stands still, also when it was replaced, and on file systems that tell nobody. */
export function watchWhole(file: string, onChange: () => void): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const later = (seen: Stats) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      stat(file, (_gone, now?: Stats) => {
        if (now && (now.mtimeMs !== seen.mtimeMs || now.size !== seen.size)) later(now);
        else onChange();
      });
    }, STILL_FOR_MS).unref();
  };
  watchFile(file, { interval: LOOK_EVERY_MS, persistent: false }, later);
  return {
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      unwatchFile(file, later);
    },
  };
}
