import { DriverTimeoutError } from '../errors.ts';
import type { CallOptions, TransportContext } from './transport-context.ts';

export const DEFAULT_TIMEOUT_MS = 2_000;

/**
 * Runs `act`; rejects when the time is up or the signal fires, whatever `act` does then. The signal that it gets fires at the same
 * moment, with the same reason, so that it can let go of what it holds. @throws what `reached` makes, the signal's reason, or what act throws
 */
export async function withLimit<T>(
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
  reached: (timeoutMs: number) => Error,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const own = new AbortController();
  const ended = new Promise<never>((_, reject) => {
    own.signal.addEventListener('abort', () => reject(own.signal.reason), { once: true });
  });
  const onAbort = () => own.abort(signal?.reason);
  const timer = setTimeout(() => own.abort(reached(timeoutMs)), timeoutMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([ended, act(own.signal)]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** The error of a call that did not end in time. @param doing what was being done, for the message */
export const tooLate =
  ({ name }: TransportContext, place: string, doing: string) =>
  (timeoutMs: number): DriverTimeoutError =>
    new DriverTimeoutError(`"${name}" at ${place} did not answer within ${timeoutMs} ms (${doing})`, {
      instrument: name,
      command: doing,
      timeoutMs,
    });
