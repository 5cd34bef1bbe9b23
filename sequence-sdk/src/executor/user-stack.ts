const OWN_FILE = import.meta.url;
const MAX_FRAMES = 12;

/** The frames of a stack that belong to the package: without Node's own and without this file's bundle. */
export function userStack(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !thrown.stack) return undefined;
  const frames = thrown.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !line.includes('node:') && !line.includes(OWN_FILE));
  return frames.length > 0 ? frames.slice(0, MAX_FRAMES).join('\n') : undefined;
}
