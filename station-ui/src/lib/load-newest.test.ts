import { RestError } from '@neurohub/ui-kit/lib/rest-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadNewest } from './load-newest.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('drops an answer that is later than that of a newer request', async () => {
  const [target, shown]: [object, unknown[]] = [{}, []];
  const slow = Promise.withResolvers<string>();
  const first = loadNewest(
    target,
    () => slow.promise,
    (loaded) => shown.push(loaded),
  );
  await loadNewest(
    target,
    async () => 'new',
    (loaded) => shown.push(loaded),
  );
  slow.resolve('old');
  await first;
  expect(shown).toEqual([{ status: 'loaded', value: 'new' }]);
});

it('repeats what failed until it works, and no longer', async () => {
  const shown: string[] = [];
  let tries = 0;
  const load = async () => {
    tries += 1;
    if (tries < 4) throw new RestError('NO_ANSWER', '/api/results');
    return tries;
  };
  await loadNewest({}, load, ({ status }) => shown.push(status));
  expect(shown).toEqual(['failed']);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(shown).toEqual(['failed', 'failed', 'failed', 'loaded']);
  expect(tries).toBe(4);
});

it('leaves it to a newer request', async () => {
  const target = {};
  const old = vi.fn(async () => Promise.reject(new Error('away')));
  await loadNewest(target, old, () => undefined);
  await loadNewest(
    target,
    async () => 1,
    () => undefined,
  );
  await vi.advanceTimersByTimeAsync(60_000);
  expect(old).toHaveBeenCalledTimes(1);
});
