import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { withLimit } from './with-limit.ts';

const reached = (timeoutMs: number) => new Error(`longer than ${timeoutMs} ms`);
const never = () => new Promise<never>(() => undefined);

test('gives what the work gives, and leaves no listener behind', async () => {
  const { signal } = new AbortController();
  expect(await withLimit({ signal, timeoutMs: 3_600_000 }, reached, async () => 5)).toBe(5);
  await expect(withLimit({ signal }, reached, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('ends work that takes too long, and tells it why', async () => {
  let seen: AbortSignal | undefined;
  const ended = withLimit({ timeoutMs: 5 }, reached, (own) => {
    seen = own;
    return never();
  });
  await expect(ended).rejects.toThrow('longer than 5 ms');
  expect(seen?.reason).toMatchObject({ message: 'longer than 5 ms' });
});

test('ends with the reason of the signal, also when the work fails late', async () => {
  const stop = new AbortController();
  const reason = new Error('stopped');
  const ended = withLimit({ signal: stop.signal }, reached, async (own) => {
    await new Promise((resolve) => own.addEventListener('abort', resolve));
    throw new Error('late');
  });
  stop.abort(reason);
  await expect(ended).rejects.toBe(reason);
});

test('begins nothing when the signal has fired before', async () => {
  const reason = new Error('stopped');
  const work = () => Promise.reject(new Error('it was begun'));
  await expect(withLimit({ signal: AbortSignal.abort(reason) }, reached, work)).rejects.toBe(reason);
});
