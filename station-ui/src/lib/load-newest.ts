/** What is asked for again and again: the newest request wins, and one that fails is repeated. */
import { type Loaded, settle } from '@neurohub/ui-kit/lib/loaded';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

const newest = new WeakMap<object, number>();

/**
 * Loads and shows. An answer that comes after a newer call for the same `target` is dropped, however late it is. A request that failed
 * is shown as that, and repeated with growing pauses until one has worked: the socket may be well while a single answer was lost, and
 * then nothing else would ask again. Resolves after the first answer.
 */
export async function loadNewest<T>(
  target: object,
  load: () => Promise<T>,
  show: (loaded: Loaded<T>) => void,
): Promise<void> {
  const ticket = (newest.get(target) ?? 0) + 1;
  newest.set(target, ticket);
  const tryOnce = async (pauseMs: number): Promise<void> => {
    const loaded = await settle(load());
    if (newest.get(target) !== ticket) return;
    show(loaded);
    if (loaded.status !== 'failed') return;
    setTimeout(() => newest.get(target) === ticket && void tryOnce(Math.min(2 * pauseMs, LONGEST_PAUSE_MS)), pauseMs);
  };
  await tryOnce(FIRST_PAUSE_MS);
}
